package dev.remocal.sidecar.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * A developer's stream that was opened before it is known what for. Whoever it is passed to gets what happens to it from
 * then on; in between it is nobody's, and whatever happens to it makes it useless.
 */
final class OfferedStream implements DeveloperStream.Listener {

    private final Developer developer;
    private final long number;
    private final long openedNanos = System.nanoTime();
    private DeveloperStream.@Nullable Listener listener;
    private @Nullable DeveloperStream stream;
    private boolean useless;

    OfferedStream(Developer developer, long number, DeveloperStream.Listener listener) {
        this.developer = developer;
        this.number = number;
        this.listener = listener;
    }

    void open(Channel client, DataPlane.Port port) {
        DeveloperStream.open(developer, client.eventLoop(), port.app(), number, this);
    }

    /** Of the exchange that the developer's end was told. */
    long number() {
        return number;
    }

    long openedNanos() {
        return openedNanos;
    }

    boolean serves(Developer wanted) {
        return developer.equals(wanted)
                && !useless
                && System.nanoTime() - openedNanos < ProxyLimits.OFFER_LIFETIME.toNanos();
    }

    void passTo(DeveloperStream.Listener next) {
        listener = next;
        if (stream != null) {
            next.connected(stream);
        }
    }

    /** Nobody's, until it is passed on. */
    void hold() {
        listener = null;
    }

    void giveBack() {
        hold();
        discard();
    }

    private void discard() {
        useless = true;
        if (stream != null) {
            stream.abort();
        }
    }

    @Override
    public void connected(DeveloperStream connected) {
        stream = connected;
        if (listener != null) {
            listener.connected(connected);
        } else if (useless) {
            connected.abort();
        }
    }

    @Override
    public void received(ByteBuf bytes) {
        if (listener != null) {
            listener.received(bytes);
        } else {
            bytes.release();
            discard();
        }
    }

    @Override
    public void ended() {
        if (listener != null) {
            listener.ended();
        } else {
            discard();
        }
    }

    @Override
    public void failed(DeveloperFailure failure) {
        if (listener != null) {
            listener.failed(failure);
        } else {
            discard();
        }
    }

    @Override
    public void writabilityChanged() {
        if (listener != null) {
            listener.writabilityChanged();
        }
    }
}
