package dev.remocal.sidecar.proxy;

import io.netty.buffer.ByteBuf;

/** What a client's bytes go to when a developer has them. */
interface DeveloperEnd {

    /** Takes the bytes over. */
    void write(ByteBuf part);

    void endOutput();

    boolean takesMore();

    /** The client can take more. */
    void readOn();

    /** The client's connection is closed. */
    void clientGone();
}
