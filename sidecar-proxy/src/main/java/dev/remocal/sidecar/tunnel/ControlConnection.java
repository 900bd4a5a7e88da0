package dev.remocal.sidecar.tunnel;

import dev.remocal.protocol.ProblemCode;
import dev.remocal.protocol.SessionSpec;
import dev.remocal.protocol.TransferWindow;
import dev.remocal.sidecar.Metrics;
import dev.remocal.sidecar.outgoing.Outgoing;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * One client's HTTP/2 connection. A session can be reached through the connection that brought it and no other, so
 * nobody can take a colleague's traffic by knowing the session's id; and all of a session happens on one event loop.
 */
final class ControlConnection extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = Logger.getLogger(ControlConnection.class);

    private final Sessions sessions;
    private final Replica replica;
    private final Outgoing outgoing;
    private final Metrics metrics;
    private final TransferWindow.Room windows;
    private final Map<String, Session> mine = new HashMap<>();

    /**
     * @param windows what those of all streams at this sidecar grow by
     */
    ControlConnection(
            Sessions sessions, Replica replica, Outgoing outgoing, Metrics metrics, TransferWindow.Room windows) {
        this.sessions = sessions;
        this.replica = replica;
        this.outgoing = outgoing;
        this.metrics = metrics;
        this.windows = windows;
    }

    /** Makes the connection speak HTTP/2; its channel is active. */
    void install(ChannelPipeline pipeline) throws Http2Exception {
        Http2FrameCodec codec = Http2Limits.codec();
        // What many streams write in one turn of the event loop leaves with one system call.
        pipeline.addLast(
                new FlushConsolidationHandler(FlushConsolidationHandler.DEFAULT_EXPLICIT_FLUSH_AFTER_FLUSHES, true));
        pipeline.addLast(codec);
        pipeline.addLast(new Http2MultiplexHandler(streams()));
        pipeline.addLast(this);
        Http2Limits.widenConnectionWindow(codec.connection());
        pipeline.channel().flush();
    }

    private ChannelInitializer<Channel> streams() {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel stream) {
                stream.config().setRecvByteBufAllocator(Http2Limits.ALL_FRAMES_AT_ONCE);
                stream.pipeline()
                        .addLast(
                                new GrowingWindow(windows, System::nanoTime),
                                new ControlStream(ControlConnection.this));
            }
        };
    }

    Replica replica() {
        return replica;
    }

    Session admit(SessionSpec spec, Channel stream) throws Refusal {
        Session session = sessions.admit(spec, stream);
        mine.put(spec.id(), session);
        Answer.openEvents(stream);
        session.report(replica.admitted());
        return session;
    }

    Session session(String id) throws Refusal {
        Session session = mine.get(id);
        if (session == null) {
            throw Refusal.unknownSession(id);
        }
        return session;
    }

    void activate(String id) throws Refusal {
        sessions.activate(session(id));
    }

    void requireNotDraining() throws Refusal {
        sessions.requireNotDraining();
    }

    Outgoing outgoing() {
        return outgoing;
    }

    void end(Session session) {
        mine.remove(session.spec().id(), session);
        sessions.end(session);
    }

    void refused(ProblemCode code) {
        metrics.refusal(code);
    }

    /** SETTINGS, PING and GOAWAY of the connection itself, which the codec has answered. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
        ReferenceCountUtil.release(frame);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debugf("Control connection closed. cause=%s", cause.toString());
        context.close();
    }
}
