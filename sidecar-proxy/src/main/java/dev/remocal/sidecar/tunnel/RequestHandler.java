package dev.remocal.sidecar.tunnel;

import dev.remocal.protocol.ProblemCode;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;
import org.jboss.logging.Logger;

/** The edge of the control port: reads the frames of one request and turns every refusal and failure into an answer. */
abstract class RequestHandler extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = Logger.getLogger(RequestHandler.class);

    private final ControlConnection connection;
    private boolean refused;
    private boolean requestEnded;

    RequestHandler(ControlConnection connection) {
        this.connection = connection;
    }

    abstract void head(ChannelHandlerContext context, Http2HeadersFrame head) throws Refusal;

    abstract void body(ChannelHandlerContext context, Http2DataFrame data) throws Refusal;

    final ControlConnection connection() {
        return connection;
    }

    @Override
    public final void channelRead(ChannelHandlerContext context, Object frame) {
        try {
            read(context, frame);
        } catch (Refusal refusal) {
            refuse(context.channel(), refusal);
        } catch (RuntimeException failure) {
            LOG.error("A request on the control port failed.", failure);
            refuse(context.channel(), new Refusal(ProblemCode.INTERNAL_ERROR, "The sidecar failed; see its log."));
        } finally {
            ReferenceCountUtil.release(frame);
        }
    }

    private void read(ChannelHandlerContext context, Object frame) throws Refusal {
        if (frame instanceof Http2HeadersFrame head) {
            requestEnded = head.isEndStream();
            head(context, head);
        } else if (frame instanceof Http2DataFrame data) {
            requestEnded = data.isEndStream();
            if (!refused) {
                body(context, data);
            }
        }
    }

    final void refuse(Channel stream, Refusal refusal) {
        refused = true;
        connection.refused(refusal.problem().code());
        stream.config().setAutoRead(true);
        Answer.problem(stream, refusal.problem(), refusal.allow()).addListener(left -> stopRequest(stream));
    }

    private void stopRequest(Channel stream) {
        if (!requestEnded) {
            Answer.stopRequest(stream);
        }
    }

    /** A stream error: Netty has reset the stream, the connection goes on. */
    @Override
    public final void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
