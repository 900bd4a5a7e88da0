package dev.remocal.cli.cluster;

import io.fabric8.kubernetes.client.http.WebSocket;
import io.netty.buffer.ByteBuf;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.buffer.Buffer;
import java.lang.reflect.Field;

/**
 * Sends past fabric8. Its WebSocket (7.5.2 to 7.9.0) copies each message into a buffer that Netty can read only byte by byte, and
 * so masks it (RFC 6455 section 5.3) at a seventh of the command's CPU time in a transfer; and it says how much it holds, but not
 * when it has sent it. The Vert.x WebSocket inside does better at both, and nothing but a private field leads to it.
 */
@RegisterForReflection(classNames = "io.fabric8.kubernetes.client.vertx.VertxWebSocket", methods = false)
record VertxSink(io.vertx.core.http.WebSocket socket) implements MessageSink {

    /** Bytes that wait in the WebSocket; more would only wait longer. */
    private static final int MAX_QUEUED_BYTES = 512 * 1024;

    static VertxSink of(WebSocket wrapper) {
        try {
            Field inside = wrapper.getClass().getDeclaredField("ws");
            inside.setAccessible(true);
            var socket = (io.vertx.core.http.WebSocket) inside.get(wrapper);
            return new VertxSink(socket.setWriteQueueMaxSize(MAX_QUEUED_BYTES));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("fabric8's WebSocket has changed: " + wrapper.getClass(), e);
        }
    }

    /** Vert.x 4 has no other way to make a buffer of Netty's its own without a copy. */
    @SuppressWarnings("deprecation")
    @Override
    public boolean send(ByteBuf message) {
        return !socket.writeBinaryMessage(Buffer.buffer(message)).failed();
    }

    @Override
    public boolean isFull() {
        return !socket.isClosed() && socket.writeQueueFull();
    }

    @Override
    public void whenDrained(Runnable drained) {
        socket.drainHandler(now -> drained.run());
    }
}
