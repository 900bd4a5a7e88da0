package dev.remocal.test.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/** Echoes the frames of a WebSocket (RFC 6455) unmasked, and answers a close with a close. */
final class WebSocketEcho {

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int CLOSE = 8;

    private WebSocketEcho() {}

    static void serve(Request request, Response response) throws IOException {
        Optional<String> key = request.header("sec-websocket-key");
        if (key.isEmpty()) {
            response.json(400, "{\"error\":\"not a WebSocket upgrade\"}");
            return;
        }
        OutputStream out = response.upgrade("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Accept: " + accept(key.get()) + "\r\n\r\n");
        InputStream in = request.body().connection();
        boolean open = true;
        while (open) {
            open = echoFrame(in, out);
        }
    }

    private static boolean echoFrame(InputStream in, OutputStream out) throws IOException {
        int first = in.read();
        if (first < 0) {
            return false;
        }
        int second = in.read();
        int length = length(in, second & 0x7f);
        byte[] mask = (second & 0x80) == 0 ? new byte[4] : in.readNBytes(4);
        byte[] payload = in.readNBytes(length);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % 4];
        }
        write(out, first, payload);
        return (first & 0x0f) != CLOSE;
    }

    private static int length(InputStream in, int code) throws IOException {
        if (code < 126) {
            return code;
        }
        long length = 0;
        for (int i = 0; i < (code == 126 ? 2 : 8); i++) {
            length = length << 8 | in.read();
        }
        return Math.toIntExact(length);
    }

    private static void write(OutputStream out, int first, byte[] payload) throws IOException {
        out.write(first);
        if (payload.length < 126) {
            out.write(payload.length);
        } else if (payload.length < 0x10000) {
            out.write(126);
            out.write(payload.length >> 8);
            out.write(payload.length);
        } else {
            out.write(127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                out.write((int) ((long) payload.length >> shift));
            }
        }
        out.write(payload);
        out.flush();
    }

    private static String accept(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
