package dev.remocal.cli.outgoing;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.io.IOException;

/** A channel that is being bound. */
public final class Binding {

    private Binding() {}

    /** @throws IOException where the address is taken, or nobody may listen there */
    public static Channel await(ChannelFuture binding) throws IOException {
        try {
            return binding.sync().channel();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a port was bound", e);
        } catch (Exception e) {
            // Netty throws what bind(2) said, checked or not.
            throw e instanceof IOException cause ? cause : new IOException(e);
        }
    }
}
