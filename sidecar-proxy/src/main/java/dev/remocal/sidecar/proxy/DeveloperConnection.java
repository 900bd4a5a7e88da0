package dev.remocal.sidecar.proxy;

import dev.remocal.protocol.Event;
import dev.remocal.protocol.FailureCode;
import dev.remocal.protocol.Mode;
import dev.remocal.protocol.OnFailure;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A whole connection that a developer serves, whatever it carries. What the client has sent is kept until the developer's
 * first byte, so that the app can have it where none of it was delivered.
 */
final class DeveloperConnection implements DeveloperStream.Listener, DeveloperEnd {

    /** Nobody can say of another protocol that it may be repeated, so these are all that the app may repeat. */
    private static final Set<FailureCode> NOT_DELIVERED =
            EnumSet.of(FailureCode.LOCAL_REFUSED, FailureCode.NO_PARKED_STREAM, FailureCode.TOO_MANY_WAITING);

    private final DataPlane plane;
    private final DataPlane.Port port;
    private final Channel client;
    private final Developer developer;
    private final OfferedStream offered;
    private final Replay replay;
    private @Nullable DeveloperPipe owner;
    private @Nullable DeveloperStream stream;
    private long toDeveloper;
    private long fromDeveloper;
    private boolean written;
    private boolean inputEnded;
    private boolean outputEnded;
    private boolean over;

    DeveloperConnection(
            DataPlane plane, DataPlane.Port port, Channel client, Developer developer, OfferedStream offered) {
        this.plane = plane;
        this.port = port;
        this.client = client;
        this.developer = developer;
        this.offered = offered;
        this.replay = new Replay(plane.replayBudget(), client.alloc(), Replay.SMALL);
    }

    void start(DeveloperPipe pipe) {
        owner = pipe;
        offered.passTo(this);
    }

    // ---- from the client ----

    @Override
    public void write(ByteBuf part) {
        if (over) {
            part.release();
            return;
        }
        toDeveloper += part.readableBytes();
        if (replay.isWhole() && (stream == null || replay.fits(part))) {
            replay.keep(part);
        } else {
            replay.forget();
        }
        if (stream == null) {
            part.release();
        } else {
            written = true;
            stream.write(part);
        }
    }

    @Override
    public void endOutput() {
        if (stream != null && !outputEnded && !over) {
            stream.endOutput();
        }
        outputEnded = true;
    }

    @Override
    public boolean takesMore() {
        return stream == null ? replay.hasRoom() : stream.isWritable();
    }

    @Override
    public void readOn() {
        if (stream != null && !over) {
            stream.read();
        }
    }

    /** The client's connection is closed: cleanly where both ends have said so. */
    @Override
    public void clientGone() {
        if (over) {
            return;
        }
        end();
        if (stream == null) {
            offered.giveBack();
        } else if (inputEnded && outputEnded) {
            stream.finish(ProxyLimits.CONNECTION_LINGER);
        } else {
            stream.abort();
        }
    }

    // ---- from the developer ----

    @Override
    public void connected(DeveloperStream connected) {
        stream = connected;
        if (replay.size() > 0) {
            written = true;
            connected.write(replay.copy());
        }
        if (outputEnded) {
            connected.endOutput();
        }
        connected.read();
        owner().readWhenWanted();
    }

    @Override
    public void received(ByteBuf bytes) {
        if (over) {
            bytes.release();
            return;
        }
        replay.forget();
        fromDeveloper += bytes.readableBytes();
        client.writeAndFlush(bytes, client.voidPromise());
        if (client.isWritable()) {
            readOn();
        }
    }

    @Override
    public void ended() {
        if (!over) {
            inputEnded = true;
            replay.forget();
            owner().developerEnded();
        }
    }

    @Override
    public void failed(DeveloperFailure failure) {
        if (over) {
            return;
        }
        if (inputEnded && outputEnded) {
            // It has ended as it should, and what the client has still to read is on its way.
            return;
        }
        if (replay.isWhole() && !wasDelivered(failure) && developer.spec().onFailure() == OnFailure.CLUSTER) {
            fallBack(failure);
        } else {
            breakOff(failure);
        }
    }

    private boolean wasDelivered(DeveloperFailure failure) {
        return written && !NOT_DELIVERED.contains(failure.code());
    }

    private void fallBack(DeveloperFailure failure) {
        over = true;
        plane.reportFallback(developer, offered.number(), port, failure);
        owner().fallBack(replay.take());
    }

    /** The client must not take what it has for all there was. */
    private void breakOff(DeveloperFailure failure) {
        plane.reportDropped(developer, failure);
        end();
        owner().reset();
    }

    @Override
    public void writabilityChanged() {
        owner().readWhenWanted();
    }

    private void end() {
        over = true;
        replay.forget();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - offered.openedNanos());
        if (toDeveloper + fromDeveloper > 0) {
            developer.report(new Event.Connection(
                    offered.number(), port.app(), Mode.DIVERT, toDeveloper, fromDeveloper, millis));
        }
    }

    private DeveloperPipe owner() {
        return Objects.requireNonNull(owner);
    }
}
