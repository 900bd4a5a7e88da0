package dev.remocal.sidecar.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.protocol.Filter;
import dev.remocal.protocol.Mode;
import dev.remocal.protocol.OnFailure;
import dev.remocal.protocol.Problem;
import dev.remocal.protocol.SessionSpec;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConflictsTest {

    private static final SessionSpec BOB = spec("bobs-session", "bob@desk", Mode.DIVERT, 8080, "key:shared");

    private static SessionSpec spec(String id, String owner, Mode mode, int port, String filter) {
        return new SessionSpec(
                1,
                id,
                owner,
                "shared",
                "svc/payments",
                mode,
                List.of(port),
                Filter.parse(filter),
                OnFailure.CLUSTER,
                null,
                1,
                "remocal/1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            DIVERT | 8080 | key:shared | DIVERT | 8080 | key:shared | true
            DIVERT | 8080 | everything | DIVERT | 8080 | everything | true
            DIVERT | 8080 | path=/a*   | DIVERT | 8080 | path=/a*   | true
            DIVERT | 8080 | key:shared | DIVERT | 9000 | key:shared | false
            DIVERT | 8080 | key:shared | DIVERT | 8080 | key:other  | false
            DIVERT | 8080 | key:shared | DIVERT | 8080 | everything | false
            MIRROR | 8080 | key:shared | DIVERT | 8080 | key:shared | false
            DIVERT | 8080 | key:shared | MIRROR | 8080 | key:shared | false
            MIRROR | 8080 | everything | MIRROR | 8080 | everything | false
            """)
    void divertingTheSameRequestsOfTheSamePortConflicts(
            Mode mode, int port, String filter, Mode otherMode, int otherPort, String otherFilter, boolean conflict) {
        Optional<Problem> problem = Conflicts.find(
                spec("adas-session", "ada@laptop", mode, port, filter),
                List.of(spec("bobs-session", "bob@desk", otherMode, otherPort, otherFilter)));
        assertThat(problem.isPresent()).isEqualTo(conflict);
    }

    @Test
    void ownersMakeNoDifference() {
        SessionSpec second = spec("second-session", "bob@desk", Mode.DIVERT, 8080, "key:shared");
        assertThat(Conflicts.find(second, List.of(BOB))).isPresent();
    }

    @Test
    void oneSharedPortIsEnough() {
        SessionSpec both = new SessionSpec(
                1,
                "adas-session",
                "ada@laptop",
                "shared",
                "svc/payments",
                Mode.DIVERT,
                List.of(9000, 8080),
                new Filter.Key("shared"),
                OnFailure.CLUSTER,
                null,
                1,
                "remocal/1");
        assertThat(Conflicts.find(both, List.of(BOB))).isPresent();
    }

    @Test
    void sentenceNamesOwnerKeyTargetAndTheNextStep() {
        SessionSpec ada = spec("adas-session", "ada@laptop", Mode.DIVERT, 8080, "key:shared");
        Problem problem = Conflicts.find(ada, List.of(BOB)).orElseThrow();
        assertThat(problem.owner()).isEqualTo("bob@desk");
        assertThat(problem.message())
                .isEqualTo("bob@desk diverts the requests with key shared of svc/payments (session key shared):"
                        + " choose another with --key or ask bob@desk to detach.");
    }

    @Test
    void sessionThatIsHereAlreadyIsRefused() {
        SessionSpec again = spec("bobs-session", "bob@desk", Mode.MIRROR, 9000, "key:other");
        assertThat(Conflicts.find(again, List.of(BOB)).orElseThrow().message())
                .isEqualTo("Session bobs-session of bob@desk is here already: attach under another id.");
    }
}
