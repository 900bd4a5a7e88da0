package dev.remocal.sidecar.proxy;

import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Headers.PseudoHeaderName;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request of an HTTP/2 stream whose route is decided.
 *
 * @param complete whether it has no body
 * @param startedNanos {@link System#nanoTime} when its header block was complete
 */
record Http2Request(
        int stream, Http2Headers headers, RequestHead head, boolean complete, long startedNanos, Route route) {

    /** As filters see it; null for what is no request: RFC 9113 section 8.3.1. */
    static @Nullable RequestHead head(Http2Headers headers) {
        CharSequence method = headers.method();
        CharSequence path = headers.path();
        CharSequence authority = headers.authority();
        if (method == null || (path == null && authority == null)) {
            return null;
        }
        StringBuilder text = new StringBuilder(512);
        append(text, method).append(' ');
        append(text, path == null ? authority : path).append(" HTTP/1.1\r\n");
        if (authority != null) {
            append(text.append("host:"), authority).append("\r\n");
        }
        for (Map.Entry<CharSequence, CharSequence> field : headers) {
            if (!PseudoHeaderName.hasPseudoHeaderFormat(field.getKey())) {
                append(text, field.getKey()).append(':');
                append(text, field.getValue()).append("\r\n");
            }
        }
        return RequestHead.of(text.append("\r\n").toString());
    }

    /** Without what would end a line or, in the request line, a word: RFC 9113 section 8.2.1 forbids the former. */
    private static StringBuilder append(StringBuilder text, CharSequence value) {
        for (int i = 0; i < value.length(); i++) {
            char character = value.charAt(i);
            text.append(character < ' ' ? ' ' : character);
        }
        return text;
    }

    boolean isGrpc() {
        CharSequence type = headers.get("content-type");
        return type != null && type.toString().startsWith("application/grpc");
    }
}
