package dev.remocal.cli.tunnel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;

/** Opens a byte stream to the control port of a pod. */
@FunctionalInterface
public interface Dialer {

    /**
     * @param handler added to the channel before it is active
     * @return completed on the loop; fails with a {@link dev.remocal.cli.failure.CliException} where another try is of
     *     no use
     */
    Future<Channel> dial(String pod, EventLoop loop, ChannelHandler handler);
}
