package dev.remocal.test.soak;

import io.netty.channel.ChannelPipeline;
import java.util.function.Consumer;

/** One connection of a client. On its event loop only. */
interface Client {

    /** Adds what the protocol takes to a new connection. */
    void join(ChannelPipeline pipeline);

    /** Whether another request may be sent now. */
    boolean mayTake();

    /** Sends a request; tells its outcome once. */
    void send(Plan plan, Consumer<Outcome> outcome);

    /** Breaks off what is under way. */
    void abandon(String reason);
}
