package dev.remocal.sidecar.tunnel;

import dev.remocal.protocol.FailureCode;
import dev.remocal.protocol.Mode;
import dev.remocal.sidecar.proxy.DeveloperFailure;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Promise;

/** A connection that the data plane wants to hand to the developer. */
record Handover(int appPort, long exchange, Mode mode, Promise<Channel> promise) {

    /** Whether it is still wanted; from then on it cannot be cancelled. */
    boolean begin() {
        return promise.setUncancellable();
    }

    void succeed(Channel channel) {
        promise.trySuccess(channel);
    }

    void fail(FailureCode code, String sentence) {
        promise.tryFailure(new DeveloperFailure(code, sentence));
    }
}
