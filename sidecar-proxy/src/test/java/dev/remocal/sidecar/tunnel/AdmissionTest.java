package dev.remocal.sidecar.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.remocal.protocol.SessionSpec;
import dev.remocal.sidecar.CapturedPort;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private static final List<CapturedPort> CAPTURED = List.of(new CapturedPort("http", 80, 8080, true));

    /** Admitted, it would be told nothing and get nothing. */
    @Test
    void aPortWhoseAppStaysIsRefusedWithTheNextStep() throws Exception {
        SessionSpec wanted = spec();

        assertThatCode(() -> Admission.require(wanted, CAPTURED, app -> false, List.of()))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> Admission.require(wanted, CAPTURED, app -> app == 8080, List.of()))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.problem().message())
                                .isEqualTo("Port http is not captured in this pod, for its app stays on 80:"
                                        + " correct the annotation remocal.dev/shift of the pod template."));
    }

    private static SessionSpec spec() throws Exception {
        return Json.readSpec(ControlPort.json("ada-session", "key:ada").getBytes(StandardCharsets.UTF_8));
    }
}
