package dev.remocal.cli.cluster;

import io.netty.buffer.ByteBuf;

/** Takes messages for a WebSocket and says when it has enough. */
interface MessageSink {

    /**
     * @param message the sink's from now on
     * @return false where the WebSocket is closed
     */
    boolean send(ByteBuf message);

    boolean isFull();

    /**
     * @param drained run each time that it is full no more, on any thread
     */
    void whenDrained(Runnable drained);
}
