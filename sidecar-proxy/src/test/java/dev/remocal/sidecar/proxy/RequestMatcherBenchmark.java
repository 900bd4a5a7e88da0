package dev.remocal.sidecar.proxy;

import dev.remocal.protocol.Filter;
import io.netty.buffer.ByteBuf;
import java.util.BitSet;
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
    private Candidates everyone = Candidates.NONE;

    @Setup
    public void attach() {
        List<IdleDeveloper> developers = IntStream.range(0, sessions)
                .mapToObj(number -> "developer" + number)
                .map(name -> new IdleDeveloper(name, dev.remocal.protocol.Mode.DIVERT, filters.of(name), APP_PORT))
                .toList();
        table = RouteTable.of(developers);
        everyone = everyone(developers);
    }

    private static Candidates everyone(List<IdleDeveloper> developers) {
        BitSet every = new BitSet();
        every.set(0, developers.size());
        return new Candidates(developers.stream().map(Rule::of).toList(), every);
    }

    /** What a request costs that nobody may want, beyond the scanner; it is to allocate nothing. */
    @Benchmark
    public Object candidates() {
        return table.candidates(APP_PORT, request, request.readerIndex(), request.writerIndex());
    }

    /** What one costs more that somebody may want. */
    @Benchmark
    public Object parse() {
        return RequestHead.parse(request);
    }

    /** What it costs to try all filters. */
    @Benchmark
    public Object route() {
        return everyone.route(head);
    }

    @TearDown
    public void release() {
        request.release();
    }
}
