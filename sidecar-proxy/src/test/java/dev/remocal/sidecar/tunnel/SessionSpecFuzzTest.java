package dev.remocal.sidecar.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.remocal.protocol.Limits;
import dev.remocal.protocol.Protocol;
import dev.remocal.protocol.SessionSpec;

/** A body is a session that can be told again, or it is refused with a sentence; nothing else comes of it. */
class SessionSpecFuzzTest {

    @FuzzTest(maxDuration = "10m")
    void readOrRefused(byte[] body) throws Refusal {
        SessionSpec spec;
        try {
            spec = Json.readSpec(body);
        } catch (Refusal refusal) {
            assertThat(refusal.problem().message()).isNotBlank();
            return;
        }
        assertThat(spec.version()).isEqualTo(Protocol.VERSION);
        assertThat(spec.ports())
                .isNotEmpty()
                .hasSizeLessThanOrEqualTo(Limits.MAX_PORTS)
                .allMatch(port -> port > 0);
        assertThat(Json.readSpec(Json.write(spec))).isEqualTo(spec);
    }
}
