package dev.remocal.sidecar.proxy;

import dev.remocal.protocol.Event;
import dev.remocal.protocol.Filter;
import dev.remocal.protocol.Mode;
import dev.remocal.protocol.OnFailure;
import dev.remocal.protocol.Protocol;
import dev.remocal.protocol.SessionSpec;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.Arrays;

/** A session that is never handed anything. */
record IdleDeveloper(SessionSpec spec) implements Developer {

    IdleDeveloper(String name, Mode mode, Filter filter, int... ports) {
        this(new SessionSpec(
                Protocol.VERSION,
                "session-" + name,
                name,
                name,
                "svc/shop",
                mode,
                Arrays.stream(ports).boxed().toList(),
                filter,
                OnFailure.CLUSTER,
                null,
                1,
                "test"));
    }

    @Override
    public EventLoop loop() {
        throw new IllegalStateException(spec.owner() + " has no loop");
    }

    @Override
    public Future<Channel> connect(EventLoop callerLoop, int appPort, long exchange) {
        throw new IllegalStateException("nothing is handed to " + spec.owner());
    }

    @Override
    public void report(Event event) {
        throw new IllegalStateException("nothing happens to " + spec.owner());
    }
}
