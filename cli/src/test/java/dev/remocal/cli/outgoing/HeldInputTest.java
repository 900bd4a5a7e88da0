package dev.remocal.cli.outgoing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldInputTest {

    private static final String COMPLETE = "complete";
    private static final String END = "end";

    private final List<String> seen = new ArrayList<>();
    private final EmbeddedChannel channel = new EmbeddedChannel(new HeldInput(), new Recorder());

    private final class Recorder extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            seen.add(new String(ByteBufUtil.getBytes((ByteBuf) bytes), StandardCharsets.UTF_8));
            ReferenceCountUtil.release(bytes);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            seen.add(COMPLETE);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            seen.add(END);
        }
    }

    private void arrive(String bytes) {
        channel.pipeline().fireChannelRead(Unpooled.copiedBuffer(bytes, StandardCharsets.UTF_8));
    }

    private void end() {
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }

    @Test
    void whatIsAskedForPasses() {
        arrive("a");
        end();
        assertThat(seen).containsExactly("a", END);
    }

    @Test
    void whatIsNotWaitsAndKeepsItsOrder() {
        channel.config().setAutoRead(false);
        arrive("a");
        arrive("b");
        end();
        assertThat(seen).isEmpty();
        channel.config().setAutoRead(true);
        channel.runPendingTasks();
        assertThat(seen).containsExactly("a", "b", COMPLETE, END);
    }

    @Test
    void anEndAloneWaitsToo() {
        channel.config().setAutoRead(false);
        end();
        channel.config().setAutoRead(true);
        channel.runPendingTasks();
        assertThat(seen).containsExactly(COMPLETE, END);
    }

    @Test
    void nothingIsKeptOfAConnectionThatIsGone() {
        channel.config().setAutoRead(false);
        ByteBuf bytes = Unpooled.copiedBuffer("a", StandardCharsets.UTF_8);
        channel.pipeline().fireChannelRead(bytes);
        channel.close();
        assertThat(bytes.refCnt()).isZero();
        assertThat(seen).isEmpty();
    }
}
