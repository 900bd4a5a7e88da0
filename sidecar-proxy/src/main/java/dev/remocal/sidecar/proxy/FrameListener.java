package dev.remocal.sidecar.proxy;

import io.netty.buffer.ByteBuf;

/** Told what passes in one direction of an HTTP/2 connection. */
interface FrameListener {

    /** A frame's header. */
    void frame(byte type, int flags, int stream, int length);

    /** A whole SETTINGS frame, or a whole WINDOW_UPDATE of the connection; after its header was told. */
    void control(ByteBuf frame);
}
