package dev.remocal.test.sample;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** One client connection: request after request, in order, until either side closes. */
final class Connection {

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final Sample.Service service;
    private final Sample.Drain drain;

    Connection(Socket socket, Sample.Service service, Sample.Drain drain) {
        this.socket = socket;
        this.service = service;
        this.drain = drain;
    }

    void serve() {
        try (socket;
                InputStream in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
                OutputStream out = new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES)) {
            socket.setTcpNoDelay(true);
            boolean more = true;
            while (more) {
                more = serveOne(in, out);
            }
        } catch (IOException | UncheckedIOException e) {
            System.out.println("connection ended early reason=" + e.getMessage());
        }
    }

    private boolean serveOne(InputStream in, OutputStream out) throws IOException {
        Continuation continuation = new Continuation(out);
        Optional<Request> next = Request.read(in, continuation);
        if (next.isEmpty()) {
            return false;
        }
        Request request = next.get();
        continuation.wanted = request.headerHas("expect", "100-continue");
        Response response = new Response(out, request.keepsAlive() && !drain.draining(), !request.isHttp10());
        service.answer(request, response);
        request.body().transferTo(OutputStream.nullOutputStream());
        out.flush();
        return response.keepAlive();
    }

    /** Asks for the body just before it is read, where the client waits to be asked. */
    private static final class Continuation implements Runnable {

        private final OutputStream out;
        private boolean wanted;

        Continuation(OutputStream out) {
            this.out = out;
        }

        @Override
        public void run() {
            if (wanted) {
                try {
                    out.write(CONTINUE);
                    out.flush();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
