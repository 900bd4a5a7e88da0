package dev.remocal.test.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClientsTest {

    static Stream<Client> clients() {
        return Stream.of(new HttpClient(), new GrpcClient());
    }

    /** Otherwise that one fails with the connection, which is nobody's fault but the test's own. */
    @ParameterizedTest
    @MethodSource("clients")
    void theNextRequestDoesNotGoIntoABrokenConnection(Client client) {
        EmbeddedChannel channel = new EmbeddedChannel();
        client.join(channel.pipeline());
        List<Boolean> taken = new ArrayList<>();
        client.send(Plan.of(1, 7, List.of("ada")), outcome -> {
            assertThat(outcome).isInstanceOf(Outcome.Broken.class);
            taken.add(client.mayTake());
        });
        channel.pipeline().fireExceptionCaught(new IOException("Connection reset"));
        channel.runPendingTasks();
        assertThat(taken).containsExactly(false);
    }
}
