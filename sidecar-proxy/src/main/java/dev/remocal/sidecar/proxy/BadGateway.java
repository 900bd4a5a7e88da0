package dev.remocal.sidecar.proxy;

import dev.remocal.protocol.Protocol;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/** The one response that the sidecar makes itself. */
final class BadGateway {

    static final int STATUS = 502;

    private BadGateway() {}

    static ByteBuf response(ByteBufAllocator allocator, DeveloperFailure failure, boolean headMethod, boolean close) {
        String body = failure.sentence() + "\n";
        String text = "HTTP/1.1 502 Bad Gateway\r\n"
                + Protocol.ERROR_HEADER + ": " + failure.code().wireName() + ": " + failure.sentence() + "\r\n"
                + "content-type: text/plain; charset=utf-8\r\n"
                + "content-length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n"
                + (close ? "connection: close\r\n" : "")
                + "\r\n"
                + (headMethod ? "" : body);
        return ByteBufUtil.writeUtf8(allocator, text);
    }
}
