package dev.remocal.cli.tunnel;

import io.netty.channel.Channel;

/** The other end of a connection of the local process, made and not yet joined to it. Used on its event loop. */
public interface FarEnd {

    /**
     * Pipes both ways from now on, each direction with its own end and at the pace of the slower side.
     *
     * @param local on the same event loop, with auto-read off and half-closure allowed
     */
    void join(Channel local);

    /** Nobody wants it any more. */
    void close();
}
