package dev.remocal.test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A process on the laptop that speaks first, and then answers each line. */
final class MailServer implements AutoCloseable {

    static final String GREETING = "220 laptop ESMTP\r\n";

    private final ServerSocket socket;

    MailServer() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private static void serve(Socket client) {
        try (client) {
            OutputStream out = client.getOutputStream();
            out.write(GREETING.getBytes(StandardCharsets.US_ASCII));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.write(("250 " + line + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException gone) {
            // The command looks whether somebody listens, and leaves.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
