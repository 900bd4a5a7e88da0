package dev.remocal.test.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The sample services, on the JDK alone: {@code payments} answers and tells what it received, {@code caller} asks payments,
 * {@code ledger} passes for a database, and {@code broker} for one of Kafka's.
 * Environment: HOST, PORT, SERVED_BY (default: the pod's name), DRAIN_MILLIS; of a broker ADVERTISED, its host and port.
 */
public final class Sample {

    private static final int BACKLOG = 4096;
    private static final int DEFAULT_PORT = 8080;

    /** After SIGTERM requests are still served this long: the Service may not know yet that the pod goes. */
    private static final long DEFAULT_DRAIN_MILLIS = 2_000;

    private Sample() {}

    public static void main(String[] arguments) throws IOException {
        String host = variable("HOST").orElse("0.0.0.0");
        int port = variable("PORT").map(Integer::parseInt).orElse(DEFAULT_PORT);
        String servedBy = variable("SERVED_BY").or(() -> variable("HOSTNAME")).orElse("sample");
        Drain drain = new Drain();
        Protocol protocol = protocol(arguments.length > 0 ? arguments[0] : "payments", servedBy, drain);
        try (ServerSocket server = new ServerSocket()) {
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getByName(host), port), BACKLOG);
            drain.onSigterm(variable("DRAIN_MILLIS").map(Long::parseLong).orElse(DEFAULT_DRAIN_MILLIS));
            System.out.println("serving as=" + servedBy + " address=" + server.getLocalSocketAddress());
            while (true) {
                Socket accepted = server.accept();
                Thread.ofVirtual().start(() -> protocol.serve(accepted));
            }
        }
    }

    private static Protocol protocol(String name, String servedBy, Drain drain) {
        if (name.equals("ledger")) {
            return socket -> new Ledger(socket, servedBy).serve();
        }
        if (name.equals("broker")) {
            String advertised = variable("ADVERTISED").orElseThrow();
            return socket -> new Broker(socket, servedBy, advertised).serve();
        }
        Service service = name.equals("caller") ? Caller.toPayments(servedBy) : new Payments(servedBy);
        return socket -> new Connection(socket, service, drain).serve();
    }

    static Optional<String> variable(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
    }

    /** Serves a connection to its end. */
    private interface Protocol {
        void serve(Socket accepted);
    }

    /** Answers one request at a time; writes the whole response itself. */
    interface Service {
        void answer(Request request, Response response) throws IOException;
    }

    /** Whether SIGTERM has come: from then on every response closes its connection. */
    static final class Drain {

        private final CountDownLatch over = new CountDownLatch(1);
        private volatile boolean draining;

        void onSigterm(long millis) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                draining = true;
                await(millis);
            }));
        }

        private void await(long millis) {
            try {
                boolean early = over.await(millis, TimeUnit.MILLISECONDS);
                System.out.println("drained early=" + early);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        boolean draining() {
            return draining;
        }
    }
}
