package dev.remocal.injector;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One end of a connection in a network namespace, as a process of its own: {@code listen} or {@code ask}. */
final class NetworkPeer {

    /** Longer than a connection on one machine takes; reached only by a failing test. */
    private static final int TIMEOUT_MILLIS = 5_000;

    private NetworkPeer() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments[0].equals("listen")) {
            listen(arguments);
        } else {
            System.out.print(ask(arguments[1], arguments[2], Integer.parseInt(arguments[3])));
        }
    }

    /** {@code NAME=PORT …}: whoever connects is told the name; until standard input ends. */
    private static void listen(String[] arguments) throws IOException {
        for (int i = 1; i < arguments.length; i++) {
            String[] nameAndPort = arguments[i].split("=", 2);
            ServerSocket server = new ServerSocket();
            server.bind(new InetSocketAddress("::", Integer.parseInt(nameAndPort[1])));
            Thread.ofPlatform().daemon().start(() -> answer(server, nameAndPort[0]));
        }
        System.out.println("ready");
        while (System.in.read() >= 0) {}
    }

    private static void answer(ServerSocket server, String name) {
        try {
            while (true) {
                try (Socket connection = server.accept()) {
                    connection.getOutputStream().write(name.getBytes(StandardCharsets.UTF_8));
                }
            }
        } catch (IOException over) {
            System.err.println(name + ": " + over);
        }
    }

    /** {@code SOURCE HOST PORT}, of which the source may be empty: prints who answers, or why nobody does. */
    private static String ask(String source, String host, int port) {
        try (Socket socket = new Socket()) {
            if (!source.isEmpty()) {
                socket.bind(new InetSocketAddress(source, 0));
            }
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            return failure.toString();
        }
    }
}
