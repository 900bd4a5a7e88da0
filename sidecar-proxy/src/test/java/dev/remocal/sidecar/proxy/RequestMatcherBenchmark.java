package dev.remocal.sidecar.proxy;

import dev.remocal.protocol.Event;
import dev.remocal.protocol.Filter;
import dev.remocal.protocol.OnFailure;
import dev.remocal.protocol.Protocol;
import dev.remocal.protocol.SessionSpec;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What a request costs more where sessions watch its port, none of which it matches. {@code src/test/bench/jmh} */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RequestMatcherBenchmark {

    private static final int APP_PORT = 8080;

    /** What the filters of a session are. */
    public enum Filters {
        KEY("key:%1$s"),
        FIVE("header:x-developer=%1$s or cookie:developer=%1$s or query:developer=%1$s or baggage:developer=%1$s"
                + " or path=/%1$s/*");

        private final String text;

        Filters(String text) {
            this.text = text;
        }

        Filter of(String name) {
            return Filter.parse(text.formatted(name));
        }
    }

    @Param
    public Filters filters = Filters.KEY;

    @Param({"1", "100"})
    public int sessions;

    private final ByteBuf request = RequestBytes.get();
    private final RequestHead head = RequestHead.parse(request);
    private RouteTable table = RouteTable.empty();

    @Setup
    public void attach() {
        table = RouteTable.of(IntStream.range(0, sessions)
                .mapToObj(number -> "developer" + number)
                .map(name -> new Attached(name, filters.of(name)))
                .toList());
    }

    @Benchmark
    public Object parse() {
        return RequestHead.parse(request);
    }

    @Benchmark
    public Object route() {
        return table.route(APP_PORT, head);
    }

    @TearDown
    public void release() {
        request.release();
    }

    /** A session that is never handed anything. */
    private record Attached(SessionSpec spec) implements Developer {

        Attached(String name, Filter filter) {
            this(new SessionSpec(
                    Protocol.VERSION,
                    "session-" + name,
                    name,
                    name,
                    "svc/bench",
                    dev.remocal.protocol.Mode.DIVERT,
                    List.of(APP_PORT),
                    filter,
                    OnFailure.CLUSTER,
                    null,
                    1,
                    "bench"));
        }

        @Override
        public Future<Channel> connect(EventLoop callerLoop, int appPort, long exchange) {
            throw new IllegalStateException(
                    "no request matches " + spec.filter().format());
        }

        @Override
        public void report(Event event) {
            throw new IllegalStateException("nothing happens to " + spec.owner());
        }
    }
}
