package dev.remocal.sidecar.proxy;

import dev.remocal.protocol.Protocol;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The one response that the sidecar makes itself, in each protocol. */
final class BadGateway {

    static final int STATUS = 502;

    private static final int GRPC_HTTP_STATUS = 200;
    private static final String GRPC_UNAVAILABLE = "14";

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

    /** The same on a stream of HTTP/2. */
    record Http2(int status, Http2Headers headers, String body) {}

    /** A gRPC client is told by a status of its own: {@code grpc-status} 14, UNAVAILABLE, in a Trailers-Only answer. */
    static Http2 http2(DeveloperFailure failure, boolean grpc) {
        Http2Headers headers = new DefaultHttp2Headers(false);
        headers.status(grpc ? "200" : "502");
        headers.set(Protocol.ERROR_HEADER, failure.code().wireName() + ": " + failure.sentence());
        if (grpc) {
            headers.set("content-type", "application/grpc");
            setUnavailable(headers, failure);
            return new Http2(GRPC_HTTP_STATUS, headers, "");
        }
        String body = failure.sentence() + "\n";
        headers.set("content-type", "text/plain; charset=utf-8");
        headers.set("content-length", Integer.toString(body.getBytes(StandardCharsets.UTF_8).length));
        return new Http2(STATUS, headers, body);
    }

    /** The end of a gRPC response that has begun. */
    static Http2Headers grpcTrailers(DeveloperFailure failure) {
        Http2Headers trailers = new DefaultHttp2Headers(false);
        setUnavailable(trailers, failure);
        return trailers;
    }

    private static void setUnavailable(Http2Headers headers, DeveloperFailure failure) {
        headers.set("grpc-status", GRPC_UNAVAILABLE);
        headers.set("grpc-message", percentEncode(failure.sentence()));
    }

    /** As gRPC over HTTP/2 has it for Status-Message: what is not printable ASCII, and the percent sign. */
    private static String percentEncode(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (octet >= ' ' && octet <= '~' && octet != '%') {
                encoded.append((char) octet);
            } else {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
            }
        }
        return encoded.toString();
    }
}
