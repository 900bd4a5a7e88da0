package dev.remocal.sidecar.proxy;

import io.netty.buffer.ByteBuf;

/** What a developer gets to see of something that another serves. None of it may hold up the original. */
interface Copy {

    /** Copies a part of the buffer. */
    void write(ByteBuf bytes, int index, int length);

    /** Copies the last part together with the end, which so is known before anybody can answer. */
    void writeLast(ByteBuf bytes, int index, int length);

    /** The original has ended. */
    void complete();

    /** The rest of the original will not come. */
    void abort();
}
