package dev.remocal.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerChoiceTest {

    private static final List<Container> CONTAINERS = List.of(
            container("istio-proxy", 15001),
            container("cache", 6379),
            container("app", 8080),
            container("admin", 9000));

    @ParameterizedTest
    @CsvSource({
        // asked for, captured, default container, chosen
        ", http=14100:8080, cache, app",
        ", 'admin=9000:14101/shift', , admin",
        ", 'http=8080:8080/iptables', , app",
        ", 'admin=14100:9000,http=14101:8080', , admin",
        "cache, http=14100:8080, app, cache",
        "setup, http=14100:8080, app, setup",
        ", '', admin, admin",
        ", gone=14100:1, admin, admin",
        ", '', gone, cache",
        ", '', , cache"
    })
    void isThatOfTheCapturedPort(
            @Nullable String requested, String captured, @Nullable String annotation, String chosen) {
        Pod pod = pod(
                CONTAINERS,
                annotation == null ? Map.of() : Map.of("kubectl.kubernetes.io/default-container", annotation));
        assertThat(ContainerChoice.of(pod, CapturedPort.parse(captured), Optional.ofNullable(requested))
                        .getName())
                .isEqualTo(chosen);
    }

    @Test
    void aHelperIsBetterThanNothing() {
        Pod pod = pod(List.of(container("istio-proxy", 15001)), Map.of());
        assertThat(ContainerChoice.of(pod, List.of(), Optional.empty()).getName())
                .isEqualTo("istio-proxy");
    }

    @Test
    void aNameThatIsNotThereIsAnsweredWithThoseThatAre() {
        assertThatThrownBy(() -> ContainerChoice.of(pod(CONTAINERS, Map.of()), List.of(), Optional.of("web")))
                .hasMessage(
                        "Pod payments-1 has no container web; choose one of istio-proxy, cache, app, admin, setup with"
                                + " --container.");
    }

    private static Container container(String name, int port) {
        return new ContainerBuilder()
                .withName(name)
                .addNewPort()
                .withContainerPort(port)
                .endPort()
                .build();
    }

    private static Pod pod(List<Container> containers, Map<String, String> annotations) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("payments-1")
                .withAnnotations(annotations)
                .endMetadata()
                .withNewSpec()
                .withContainers(containers)
                .addNewInitContainer()
                .withName("setup")
                .endInitContainer()
                .endSpec()
                .build();
    }
}
