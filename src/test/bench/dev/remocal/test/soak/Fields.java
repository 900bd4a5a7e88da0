package dev.remocal.test.soak;

/** Names on the wire. */
final class Fields {

    static final String KEY = "x-remocal";
    static final String NUMBER = "x-soak-number";
    static final String SIZE = "x-soak-size";
    static final String DELAY = "x-soak-delay";

    static final String PATH = "/soak.Echo/Call";
    static final String HEALTH_PATH = "/healthz";

    static final String GRPC = "application/grpc";
    static final String GRPC_STATUS = "grpc-status";

    /** A gRPC message begins with whether it is compressed and with its length. */
    static final int PREFIX_BYTES = 5;

    private Fields() {}
}
