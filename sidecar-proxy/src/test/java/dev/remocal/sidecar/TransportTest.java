package dev.remocal.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.VertxInternal;
import org.junit.jupiter.api.Test;

class TransportTest {

    @Test
    void loopsOfItsOwnAreAsManyAsVertxWasToldToMake() {
        assumeTrue(Epoll.isAvailable());
        Vertx onNio = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(3));
        Transport transport = new Transport(onNio);
        try {
            assertThat(transport.name()).isEqualTo("epoll");
            assertThat(transport.eventLoops())
                    .isInstanceOf(EpollEventLoopGroup.class)
                    .hasSize(3);
        } finally {
            transport.stop();
            onNio.close();
        }
    }

    @Test
    void whereVertxIsOnEpollItsLoopsAreShared() {
        assumeTrue(Epoll.isAvailable());
        Vertx onEpoll = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        try {
            assertThat(new Transport(onEpoll).eventLoops()).isSameAs(((VertxInternal) onEpoll).getEventLoopGroup());
        } finally {
            onEpoll.close();
        }
    }
}
