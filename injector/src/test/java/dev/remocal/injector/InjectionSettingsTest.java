package dev.remocal.injector;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InjectionSettingsTest {

    @Test
    void quantitiesAreComparedByValueNotByText() {
        assertThatNoException().isThrownBy(() -> settings("image:1", "Always", "1000m", "1", "1024Mi", "1Gi", 1));
        assertThatNoException().isThrownBy(() -> settings("image:1", "Never", "0.25", "250m", "96M", "92Mi", 1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ' '| Always    | 10m | 1  | 96Mi  | 256Mi | 1 | image is empty; it must name the sidecar's image
            i  | always    | 10m | 1  | 96Mi  | 256Mi | 1 | image-pull-policy is always; allowed are Always, IfNotPresent and Never
            i  | Always    | ten | 1  | 96Mi  | 256Mi | 1 | cpu-request is ten; it must be a quantity such as 10m, 1, 96Mi or 1Gi
            i  | Always    | 10m | 5m | 96Mi  | 256Mi | 1 | cpu-limit is 5m; it must be at least cpu-request, which is 10m
            i  | Always    | 10m | 1  | 96 Mi | 256Mi | 1 | memory-request is 96 Mi; it must be a quantity such as 10m, 1, 96Mi or 1Gi
            i  | Always    | 10m | 1  | 96Mi  | 96M   | 1 | memory-limit is 96M; it must be at least memory-request, which is 96Mi
            i  | Always    | 10m | 1  | 96Mi  | 256Mi | 0 | run-as-user is 0, which is root; allowed are 1 and above
            """)
    void aWrongValueIsNamed(
            String image,
            String policy,
            String cpuRequest,
            String cpuLimit,
            String memoryRequest,
            String memoryLimit,
            long user,
            String message) {
        assertThatThrownBy(() -> settings(image, policy, cpuRequest, cpuLimit, memoryRequest, memoryLimit, user))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void aVariantWithoutAnImageIsNamed() {
        assertThatThrownBy(() -> new InjectionSettings(
                        "i",
                        null,
                        "10m",
                        "1",
                        "96Mi",
                        "256Mi",
                        OptionalLong.of(1),
                        Map.of(SidecarVariant.JVM, " "),
                        Optional.empty()))
                .hasMessage("jvm-image is empty; it must name an image, or not be set");
    }

    private static InjectionSettings settings(
            String image, String policy, String cpu, String cpuLimit, String memory, String memoryLimit, long user) {
        return new InjectionSettings(image, policy, cpu, cpuLimit, memory, memoryLimit, OptionalLong.of(user));
    }
}
