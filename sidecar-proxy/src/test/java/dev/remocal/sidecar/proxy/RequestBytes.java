package dev.remocal.sidecar.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;

/** Requests as a browser sends them, in the kind of buffer that they arrive in. */
final class RequestBytes {

    private static final String FIELDS = """
            Host: shop.example.com\r
            User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36\r
            Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8\r
            Accept-Encoding: gzip, deflate, br, zstd\r
            Accept-Language: en-GB,en;q=0.9,de;q=0.8\r
            Cookie: session=5f2c1a7e9b104d0f8e3a; theme=dark; consent=1\r
            Referer: http://shop.example.com/orders?page=3\r
            Cache-Control: max-age=0\r
            Sec-Fetch-Mode: navigate\r
            Sec-Fetch-Site: same-origin\r
            """;

    private static final int BODY_BYTES = 16 * 1024;

    private RequestBytes() {}

    static ByteBuf get() {
        return buffer("GET /orders/4711?view=full HTTP/1.1\r\n" + FIELDS + "\r\n");
    }

    static ByteBuf post() {
        return buffer("POST /orders HTTP/1.1\r\n" + FIELDS + "Content-Length: " + BODY_BYTES + "\r\n\r\n"
                + "x".repeat(BODY_BYTES));
    }

    private static ByteBuf buffer(String request) {
        byte[] bytes = request.getBytes(StandardCharsets.US_ASCII);
        return PooledByteBufAllocator.DEFAULT.directBuffer(bytes.length).writeBytes(bytes);
    }
}
