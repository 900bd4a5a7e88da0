package dev.remocal.sidecar.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Headers.PseudoHeaderName;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request of an HTTP/2 stream whose route is decided.
 *
 * @param complete whether it has no body
 * @param startedNanos {@link System#nanoTime} when its header block was complete
 */
record Http2Request(
        int stream, Http2Headers headers, RequestHead head, boolean complete, long startedNanos, Route route) {

    private static final Pattern GRPC_TYPE = Pattern.compile("(?i)application/grpc([+;].*)?");

    private static final byte[] VERSION = " HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);

    /** Room for the head of most requests. */
    private static final int HEAD_BYTES = 512;

    /** Decides on a request; null for what is none: RFC 9113 section 8.3.1. */
    static @Nullable Http2Request of(
            int stream, Http2Headers headers, boolean complete, RouteTable table, int appPort) {
        ByteBuf bytes = head(headers);
        if (bytes == null) {
            return null;
        }
        RequestHead head = RequestHead.parse(bytes);
        Route route = table.candidates(appPort, bytes, 0, bytes.writerIndex()).route(head);
        return new Http2Request(stream, headers, head, complete, System.nanoTime(), route);
    }

    /** As filters see it: written as one of HTTP/1.1. */
    private static @Nullable ByteBuf head(Http2Headers headers) {
        CharSequence method = headers.method();
        CharSequence path = headers.path();
        CharSequence authority = headers.authority();
        if (method == null || (path == null && authority == null)) {
            return null;
        }
        ByteBuf head = Unpooled.buffer(HEAD_BYTES);
        append(head, method).writeByte(HttpBytes.SP);
        append(head, path == null ? authority : path).writeBytes(VERSION);
        if (authority != null) {
            field(head, HttpHeaderNames.HOST, authority);
        }
        for (Map.Entry<CharSequence, CharSequence> field : headers) {
            if (!PseudoHeaderName.hasPseudoHeaderFormat(field.getKey())) {
                field(head, field.getKey(), field.getValue());
            }
        }
        return endLine(head);
    }

    private static void field(ByteBuf head, CharSequence name, CharSequence value) {
        append(head, name).writeByte(':');
        endLine(append(head, value));
    }

    private static ByteBuf endLine(ByteBuf head) {
        return head.writeByte(HttpBytes.CR).writeByte(HttpBytes.LF);
    }

    /** Without what would end a line, which RFC 9113 section 8.2.1 forbids. */
    private static ByteBuf append(ByteBuf head, CharSequence value) {
        int index = head.writerIndex();
        ByteBufUtil.writeAscii(head, value);
        while (index < head.writerIndex()) {
            byte next = head.getByte(index);
            head.setByte(index, next >= 0 && next < HttpBytes.SP ? HttpBytes.SP : next);
            index++;
        }
        return head;
    }

    /** As gRPC over HTTP/2 has it for Content-Type; gRPC-Web is another protocol. */
    boolean isGrpc() {
        CharSequence type = headers.get("content-type");
        return type != null && GRPC_TYPE.matcher(type).matches();
    }
}
