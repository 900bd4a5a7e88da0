package dev.remocal.test.bench;

import java.util.EnumSet;
import java.util.Set;

/** What is asked of the contenders. */
enum Load {
    GET_1("get-1", new Requests(RequestKind.GET, 1, 1)),
    GET_16("get-16", new Requests(RequestKind.GET, 16, 1)),
    GET_64("get-64", new Requests(RequestKind.GET, 64, 1)),
    POST_16K("post-16k", new Requests(RequestKind.POST, 16, 1)),
    GRPC_16X1("grpc-16x1", new Requests(RequestKind.GRPC, 16, 1)),
    GRPC_4X16("grpc-4x16", new Requests(RequestKind.GRPC, 4, 16)),
    CONNECT_CLOSE("connect-close", new Requests(RequestKind.GET_AND_CLOSE, 16, 1)),
    DOWNLOAD("download", new Transfers(Direction.DOWNLOAD)),
    UPLOAD("upload", new Transfers(Direction.UPLOAD)),
    IDLE_1000("idle-1000", new IdleConnections(BenchLimits.IDLE_CONNECTIONS)),
    FOOTPRINT("footprint", new Footprints()),
    ADMISSIONS("admissions", new Admissions()),
    OUTGOING("outgoing", new Outgoing());

    /** What the targets name a latency at half the peak rate for, and what sessions cost. */
    private static final Set<Load> AT_HALF_PEAK = EnumSet.of(GET_16, GET_64, POST_16K, GRPC_16X1, GRPC_4X16);

    /** What one request of a load is. */
    enum RequestKind {
        GET,
        GET_AND_CLOSE,
        POST,
        GRPC
    }

    enum Direction {
        DOWNLOAD,
        UPLOAD
    }

    /** How a load is made. */
    sealed interface Shape {}

    /** As many requests as are answered, on so many connections with so many streams each. */
    record Requests(RequestKind kind, int connections, int streams) implements Shape {

        boolean isHttp2() {
            return kind == RequestKind.GRPC;
        }
    }

    /** Bodies of {@link BenchLimits#TRANSFER_BYTES}, one after the other. */
    record Transfers(Direction direction) implements Shape {}

    /** Connections that have had one response and do nothing any more. */
    record IdleConnections(int number) implements Shape {}

    /** What the sidecar alone takes of the machine. */
    record Footprints() implements Shape {}

    /** What the webhook does, and what it takes of the machine. */
    record Admissions() implements Shape {}

    /** Connections from the developer's machine into the cluster. */
    record Outgoing() implements Shape {}

    private final String text;

    // Error Prone sees no immutability in a sealed interface, though its records have nothing else.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Shape shape;

    Load(String text, Shape shape) {
        this.text = text;
        this.shape = shape;
    }

    String text() {
        return text;
    }

    Shape shape() {
        return shape;
    }

    boolean atHalfPeak() {
        return AT_HALF_PEAK.contains(this);
    }
}
