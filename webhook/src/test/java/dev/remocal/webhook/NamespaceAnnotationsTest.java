package dev.remocal.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.remocal.injector.NamespaceOutgoing;
import io.quarkus.runtime.StartupEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NamespaceAnnotationsTest {

    private static final Executor HERE = Runnable::run;
    private static final NamespaceOutgoing NONE = NamespaceOutgoing.of("shop", Optional.of("none"));

    private final List<String> read = new ArrayList<>();
    private final SettableClock clock = new SettableClock();

    @Test
    void aNamespaceIsReadOnceForThePodsThatComeTogether() {
        NamespaceAnnotations annotations = new NamespaceAnnotations(this::none, HERE, clock);

        assertThat(annotations.outgoing("shop").join()).isEqualTo(NONE);
        clock.pass(NamespaceAnnotations.KEPT_FOR.minusMillis(1));
        assertThat(annotations.outgoing("shop").join()).isEqualTo(NONE);
        assertThat(annotations.outgoing("billing").join()).isEqualTo(NONE);

        assertThat(read).containsExactly("shop", "billing");
    }

    @Test
    void theClientIsThereBeforeTheFirstPod() {
        NamespaceAnnotations annotations = new NamespaceAnnotations(this::none, HERE, clock);

        annotations.prepare(new StartupEvent());

        assertThat(read).containsExactly("default");
    }

    @Test
    void itIsReadAgainWhenTheTimeIsOver() {
        NamespaceAnnotations annotations = new NamespaceAnnotations(this::none, HERE, clock);

        annotations.outgoing("shop").join();
        clock.pass(NamespaceAnnotations.KEPT_FOR);
        annotations.outgoing("shop").join();

        assertThat(read).containsExactly("shop", "shop");
    }

    @Test
    void aFailureIsNotKept() {
        NamespaceAnnotations annotations = new NamespaceAnnotations(this::failsFirst, HERE, clock);

        assertThat(annotations.outgoing("shop").join()).isInstanceOf(NamespaceOutgoing.Unknown.class);
        assertThat(annotations.outgoing("shop").join()).isEqualTo(NONE);
    }

    @Test
    void aDefectIsNotKeptEither() {
        NamespaceAnnotations annotations = new NamespaceAnnotations(this::throwsFirst, HERE, clock);

        assertThatThrownBy(() -> annotations.outgoing("shop").join()).hasRootCauseMessage("a defect");
        assertThat(annotations.outgoing("shop").join()).isEqualTo(NONE);
    }

    @Test
    void whatIsSlowIsUnknownAndServesTheNextPod() {
        CountDownLatch answered = new CountDownLatch(1);
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            NamespaceAnnotations annotations = new NamespaceAnnotations(
                    namespace -> {
                        awaited(answered);
                        return none(namespace);
                    },
                    executor,
                    clock);

            assertThat(annotations.outgoing("shop").join())
                    .isInstanceOfSatisfying(
                            NamespaceOutgoing.Unknown.class,
                            unknown -> assertThat(unknown.sentence())
                                    .contains("Namespace shop", "took longer than 1 s", "create the pod anew"));
            answered.countDown();
            assertThat(annotations.outgoing("shop").join()).isEqualTo(NONE);
            assertThat(read).containsExactly("shop");
        }
    }

    @Test
    void theOldestIsForgottenAtTheLimit() {
        NamespaceAnnotations annotations = new NamespaceAnnotations(this::none, HERE, clock);
        IntStream.rangeClosed(0, NamespaceAnnotations.MOST_KEPT).forEach(number -> annotations.outgoing("n" + number));
        read.clear();

        annotations.outgoing("n1");
        annotations.outgoing("n0");

        assertThat(read).containsExactly("n0");
    }

    private NamespaceOutgoing none(String namespace) {
        read.add(namespace);
        return NONE;
    }

    private NamespaceOutgoing failsFirst(String namespace) {
        return read.isEmpty() ? failed(namespace) : none(namespace);
    }

    private NamespaceOutgoing failed(String namespace) {
        none(namespace);
        return NamespaceOutgoing.unreadable(namespace, "a cause");
    }

    private NamespaceOutgoing throwsFirst(String namespace) {
        if (read.isEmpty()) {
            read.add(namespace);
            throw new IllegalArgumentException("a defect");
        }
        return none(namespace);
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class SettableClock extends Clock {

        private Instant now = Instant.parse("2026-11-27T12:00:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
