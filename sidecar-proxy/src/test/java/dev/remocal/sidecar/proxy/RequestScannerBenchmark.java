package dev.remocal.sidecar.proxy;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What every request of every app costs, session or not; it is to allocate nothing. {@code src/test/bench/jmh} */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RequestScannerBenchmark {

    private final ByteBuf get = RequestBytes.get();
    private final ByteBuf post = RequestBytes.post();
    private final RequestScanner scanner = new RequestScanner();

    @Benchmark
    public int get() {
        return scan(get);
    }

    @Benchmark
    public int post() {
        return scan(post);
    }

    /** As {@link ClientConnection} does: step by step until the request is over. */
    private int scan(ByteBuf request) {
        int to = request.writerIndex();
        int steps = 0;
        RequestScanner.Step step;
        do {
            step = scanner.scan(request, steps == 0 ? request.readerIndex() : scanner.position(), to);
            steps++;
        } while (step == RequestScanner.Step.HEAD_COMPLETE);
        if (step != RequestScanner.Step.MESSAGE_COMPLETE) {
            throw new IllegalStateException("the request ends in " + step);
        }
        return steps;
    }

    @TearDown
    public void release() {
        get.release();
        post.release();
    }
}
