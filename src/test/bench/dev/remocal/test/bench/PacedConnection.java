package dev.remocal.test.bench;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A connection that sends what is due at once, or as soon as it may. On its event loop only. */
abstract class PacedConnection extends ChannelInboundHandlerAdapter {

    /** Where it is told what became of a request. */
    interface Answers {

        /**
         * @param due when the request was to be sent, in nanoseconds
         */
        void answered(long due);

        void failed();
    }

    private record Waiting(long due, Answers answers) {}

    private final int atOnce;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private @Nullable ChannelHandlerContext open;
    private int underWay;

    /**
     * @param atOnce requests that may be under way at the same time
     */
    PacedConnection(int atOnce) {
        this.atOnce = atOnce;
    }

    /** Adds what the protocol takes, and this. */
    abstract void join(ChannelPipeline pipeline);

    /** Sends one request. */
    abstract void send(ChannelHandlerContext context, long due, Answers answers);

    /** Gives up those that are under way. */
    abstract void fail();

    void offer(long due, Answers answers) {
        if (open == null) {
            answers.failed();
        } else if (underWay < atOnce) {
            underWay++;
            send(open, due, answers);
        } else {
            waiting.add(new Waiting(due, answers));
        }
    }

    /** To be called once for each request that was sent. */
    void ended(long due, boolean right, Answers answers) {
        underWay--;
        if (right) {
            answers.answered(due);
        } else {
            answers.failed();
        }
        Waiting next = waiting.poll();
        if (next != null) {
            offer(next.due, next.answers);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws Exception {
        open = context;
        super.channelActive(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        open = null;
        fail();
        waiting.forEach(request -> request.answers.failed());
        waiting.clear();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
