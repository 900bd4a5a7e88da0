package dev.remocal.sidecar.tunnel;

import dev.remocal.protocol.Problem;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/** Writes a whole response to one stream, or the head of one that stays open. */
final class Answer {

    private static final String JSON = "application/json";
    private static final String NDJSON = "application/x-ndjson";

    private Answer() {}

    static void json(Channel stream, Object value) {
        whole(stream, head(200, JSON), Json.write(value));
    }

    static void noContent(Channel stream) {
        Http2Headers head = new DefaultHttp2Headers().status("204");
        stream.writeAndFlush(new DefaultHttp2HeadersFrame(head, true));
    }

    /** Completes when the last of it has left, which the client's flow control may delay. */
    static ChannelFuture problem(Channel stream, Problem problem, @Nullable String allow) {
        Http2Headers head = head(problem.code().status(), JSON);
        if (allow != null) {
            head.set("allow", allow);
        }
        return whole(stream, head, Json.write(problem));
    }

    static void openEvents(Channel stream) {
        stream.writeAndFlush(new DefaultHttp2HeadersFrame(head(200, NDJSON)));
    }

    /**
     * Asks the client to send no more of a request that is answered already: RFC 9113 section 8.1 allows it with
     * NO_ERROR, which leaves the answer standing.
     */
    static void stopRequest(Channel stream) {
        stream.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR));
    }

    private static Http2Headers head(int status, String contentType) {
        return new DefaultHttp2Headers().status(Integer.toString(status)).set("content-type", contentType);
    }

    private static ChannelFuture whole(Channel stream, Http2Headers head, byte[] body) {
        head.setInt("content-length", body.length);
        stream.write(new DefaultHttp2HeadersFrame(head));
        return stream.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(body), true));
    }
}
