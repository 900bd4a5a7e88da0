package dev.remocal.test.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells who served a request and what exactly arrived.
 *
 * <ul>
 *   <li>{@code /raw}: the request's own bytes, head and framed body
 *   <li>{@code /echo}: the body, framed as the request's was
 *   <li>{@code /events?count=&interval=}: that many server-sent events, milliseconds apart
 *   <li>{@code /ws}: a WebSocket that echoes
 *   <li>{@code /bytes?size=&chunked=true}: that many bytes
 *   <li>{@code /healthz}, {@code /stats}, {@code /surroundings} (see {@link Surroundings}): not counted as served
 *   <li>everything else: a JSON description of the request
 * </ul>
 *
 * {@code delay} and {@code readDelay} (milliseconds, before the answer and before the body is read) work on all of them.
 */
final class Payments implements Sample.Service {

    private static final int BLOCK_BYTES = 64 * 1024;

    private final String servedBy;
    private final AtomicLong served = new AtomicLong();
    private final CountDownLatch never = new CountDownLatch(1);

    Payments(String servedBy) {
        this.servedBy = servedBy;
    }

    @Override
    public void answer(Request request, Response response) throws IOException {
        switch (request.path()) {
            case "/healthz" -> response.json(200, "{\"status\":\"ok\"}");
            case "/stats" -> response.json(200, Json.object(Map.of("servedBy", servedBy, "served", served.get())));
            case "/surroundings" -> response.json(200, Surroundings.json(servedBy));
            default -> {
                served.incrementAndGet();
                pause(request.number("readDelay", 0));
                serve(request, response);
            }
        }
    }

    private void serve(Request request, Response response) throws IOException {
        switch (request.path()) {
            case "/raw" -> raw(request, response);
            case "/echo" -> echo(request, response);
            case "/events" -> events(request, response);
            case "/bytes" -> bytes(request, response);
            case "/ws" -> WebSocketEcho.serve(request, response);
            default -> describe(request, response);
        }
    }

    private void describe(Request request, Response response) throws IOException {
        MessageDigest hash = sha256();
        long length = drain(request.body(), hash);
        pause(request.number("delay", 0));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("servedBy", servedBy);
        fields.put("method", request.method());
        fields.put("target", request.target());
        fields.put("headers", request.headerLines());
        fields.put("bodyBytes", length);
        fields.put("bodySha256", HexFormat.of().formatHex(hash.digest()));
        fields.put("chunked", request.body().chunked());
        response.json(Math.toIntExact(request.number("status", 200)), Json.object(fields));
    }

    private void raw(Request request, Response response) throws IOException {
        request.body().transferTo(OutputStream.nullOutputStream());
        pause(request.number("delay", 0));
        byte[] head = request.head();
        byte[] body = request.body().raw();
        try (OutputStream out = response.stream(200, "application/octet-stream", head.length + body.length)) {
            out.write(head);
            out.write(body);
        }
    }

    private void echo(Request request, Response response) throws IOException {
        pause(request.number("delay", 0));
        long length = request.body().chunked()
                ? -1
                : request.header("content-length").map(Long::parseLong).orElse(0L);
        try (OutputStream out = response.stream(200, "application/octet-stream", length)) {
            request.body().transferTo(out);
        }
    }

    private void events(Request request, Response response) throws IOException {
        try (OutputStream out = response.stream(200, "text/event-stream", -1)) {
            long count = request.number("count", 3);
            for (long i = 0; i < count; i++) {
                out.write(("data: " + i + " " + servedBy + "\n\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
                pause(request.number("interval", 10));
            }
        }
    }

    /** Byte number n of the body is n modulo 251, so that any shift or loss shows. */
    private void bytes(Request request, Response response) throws IOException {
        pause(request.number("delay", 0));
        long size = request.number("size", 0);
        boolean chunked = request.query("chunked").isPresent();
        try (OutputStream out = response.stream(200, "application/octet-stream", chunked ? -1 : size)) {
            byte[] block = new byte[BLOCK_BYTES];
            long written = 0;
            while (written < size) {
                int length = (int) Math.min(block.length, size - written);
                for (int i = 0; i < length; i++) {
                    block[i] = (byte) ((written + i) % 251);
                }
                out.write(block, 0, length);
                written += length;
            }
        }
    }

    private static long drain(InputStream body, MessageDigest hash) throws IOException {
        byte[] block = new byte[BLOCK_BYTES];
        long length = 0;
        int read = body.read(block);
        while (read >= 0) {
            hash.update(block, 0, read);
            length += read;
            read = body.read(block);
        }
        return length;
    }

    private void pause(long millis) {
        try {
            boolean released = millis > 0 && never.await(millis, TimeUnit.MILLISECONDS);
            assert !released;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
