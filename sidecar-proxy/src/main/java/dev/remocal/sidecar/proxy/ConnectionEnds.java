package dev.remocal.sidecar.proxy;

import io.netty.channel.Channel;
import java.time.Duration;

/** Which ends of a client connection are over, whoever serves it. */
final class ConnectionEnds {

    private final Channel client;
    private final Duration halfOpenTimeout;
    private final ConnectionTimer timer;
    private boolean inputEnded;
    private boolean outputEnded;

    ConnectionEnds(Channel client, Duration halfOpenTimeout) {
        this.client = client;
        this.halfOpenTimeout = halfOpenTimeout;
        this.timer = new ConnectionTimer(client.eventLoop());
    }

    /** The client sends no more. */
    void inputEnded() {
        inputEnded = true;
    }

    boolean isInputEnded() {
        return inputEnded;
    }

    /** Whoever serves the client sends no more. From now on the client has to show that it is still there. */
    void endOutput() {
        if (!outputEnded) {
            outputEnded = true;
            Relay.endOutput(client);
            awaitInputEnd();
        }
        closeWhenBothEnded();
    }

    private void awaitInputEnd() {
        if (!inputEnded) {
            client.pipeline().addFirst(new HalfOpenTimeout(halfOpenTimeout));
        }
    }

    void closeWhenBothEnded() {
        if (inputEnded && outputEnded) {
            Relay.close(client);
        }
    }

    /** Closes unless the connection comes into use again. */
    void closeAfter(Duration delay) {
        timer.start(delay, () -> Relay.close(client));
    }

    void stay() {
        timer.stop();
    }
}
