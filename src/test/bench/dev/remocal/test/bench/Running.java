package dev.remocal.test.bench;

import dev.remocal.test.cluster.LocalProcess;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * A contender that serves.
 *
 * @param http1 port for HTTP/1.1
 * @param http2 port for HTTP/2
 * @param developers attached to it
 */
record Running(Contender contender, LocalProcess process, int http1, int http2, Optional<Developers> developers)
        implements AutoCloseable {

    String url(Load.Requests requests) {
        int port = requests.isHttp2() ? http2 : http1;
        return "http://127.0.0.1:" + port + HttpRequests.path(requests.kind());
    }

    /** NaN of a process that has ended. */
    double cpuMicros() {
        try {
            return ProcFiles.cpuMicros(process.pid());
        } catch (UncheckedIOException gone) {
            return Double.NaN;
        }
    }

    /** Requests that have reached its developers so far. */
    long taken() {
        return developers.map(Developers::taken).orElse(0L);
    }

    @Override
    public void close() {
        developers.ifPresent(Developers::close);
        process.close();
    }
}
