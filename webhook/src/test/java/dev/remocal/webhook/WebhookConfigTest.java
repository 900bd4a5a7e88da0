package dev.remocal.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.remocal.injector.SidecarVariant;
import dev.remocal.webhook.certificates.CertificateSettings;
import dev.remocal.webhook.certificates.CertificateTimes;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookConfigTest {

    private static final String CERTIFICATE =
            TestCertificate.FOLDER.resolve("webhook.crt").toString();
    private static final String KEY =
            TestCertificate.FOLDER.resolve("webhook.key").toString();

    private static final Map<String, String> REQUIRED = Map.of(
            "remocal.tls.certificate", CERTIFICATE,
            "remocal.tls.key", KEY,
            "remocal.sidecar.image", "registry.example/sidecar:1");

    @BeforeAll
    static void certificate() {
        TestCertificate.renew();
    }

    @Test
    void defaults() {
        WebhookConfig config = config(REQUIRED);

        assertThat(config.host()).isEqualTo("0.0.0.0");
        assertThat(config.port()).isEqualTo(8443);
        assertThat(config.managementPort()).isEqualTo(14_051);
        assertThat(config.tls().reloadPeriod()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.outgoing().readNamespaces()).isTrue();
        assertThat(config.sidecar().imagePullPolicy()).isEmpty();
        assertThat(config.sidecar().cpuRequest()).isEqualTo("10m");
        assertThat(config.sidecar().cpuLimit()).isEqualTo("1");
        assertThat(config.sidecar().memoryRequest()).isEqualTo("96Mi");
        assertThat(config.sidecar().memoryLimit()).isEqualTo("256Mi");
        assertThat(config.sidecar().runAsUser()).hasValue(65_532);
        assertThat(WebhookSettings.settings(config.sidecar()).image()).isEqualTo("registry.example/sidecar:1");
        assertThat(WebhookSettings.settings(config.sidecar()).variants()).isEmpty();
    }

    @Test
    void everyPropertyCanBeSet() {
        WebhookConfig config = config(Map.ofEntries(
                Map.entry("remocal.host", "127.0.0.1"),
                Map.entry("remocal.port", "9443"),
                Map.entry("remocal.management-port", "9000"),
                Map.entry("remocal.tls.certificate", CERTIFICATE),
                Map.entry("remocal.tls.key", KEY),
                Map.entry("remocal.tls.reload-period", "5s"),
                Map.entry("remocal.outgoing.read-namespaces", "false"),
                Map.entry("remocal.sidecar.image", "registry.example/sidecar:2"),
                Map.entry("remocal.sidecar.native-image", "registry.example/sidecar:2-native"),
                Map.entry("remocal.sidecar.jvm-image", "registry.example/sidecar:2-jvm"),
                Map.entry("remocal.sidecar.image-pull-policy", "Always"),
                Map.entry("remocal.sidecar.cpu-request", "20m"),
                Map.entry("remocal.sidecar.cpu-limit", "2"),
                Map.entry("remocal.sidecar.memory-request", "64Mi"),
                Map.entry("remocal.sidecar.memory-limit", "128Mi"),
                Map.entry("remocal.sidecar.run-as-user", "")));

        assertThat(config.host()).isEqualTo("127.0.0.1");
        assertThat(config.port()).isEqualTo(9443);
        assertThat(config.managementPort()).isEqualTo(9000);
        assertThat(config.tls().certificate()).isEqualTo(Path.of(CERTIFICATE));
        assertThat(config.tls().key()).isEqualTo(Path.of(KEY));
        assertThat(config.tls().reloadPeriod()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.outgoing().readNamespaces()).isFalse();
        assertThat(config.sidecar().imagePullPolicy()).hasValue("Always");
        assertThat(config.sidecar().cpuRequest()).isEqualTo("20m");
        assertThat(config.sidecar().cpuLimit()).isEqualTo("2");
        assertThat(config.sidecar().memoryRequest()).isEqualTo("64Mi");
        assertThat(config.sidecar().memoryLimit()).isEqualTo("128Mi");
        assertThat(config.sidecar().runAsUser()).isEmpty();
        assertThat(WebhookSettings.settings(config.sidecar()).variants())
                .containsOnly(
                        Map.entry(SidecarVariant.NATIVE, "registry.example/sidecar:2-native"),
                        Map.entry(SidecarVariant.JVM, "registry.example/sidecar:2-jvm"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            remocal.port                      | 0        | allowed are 1 to 65535
            remocal.port                      | 65536    | allowed are 1 to 65535
            remocal.management-port           | https    | allowed are 1 to 65535
            remocal.management-port           | 8443     | it must be another port
            remocal.tls.certificate           | /no/file | it must be a file that can be read
            remocal.tls.key                   | target   | it must be a file that can be read
            remocal.certificates.mode         | SELF     | allowed are self and files
            remocal.certificates.mode         | auto     | allowed are self and files
            remocal.certificates.secret       | My-Secret | allowed are up to 63 lower-case letters, digits and hyphens
            remocal.certificates.service      | a.b      | allowed are up to 63 lower-case letters, digits and hyphens
            remocal.certificates.webhook-configuration | -a | allowed are up to 63 lower-case letters, digits and hyphens
            remocal.certificates.lifetime     | 9m       | allowed are 10m to 2160h, in whole h, m or s
            remocal.certificates.lifetime     | 2161h    | allowed are 10m to 2160h, in whole h, m or s
            remocal.certificates.lifetime     | 1d       | allowed are 10m to 2160h, in whole h, m or s
            remocal.namespace                 | remocal_ | allowed are up to 63 lower-case letters, digits and hyphens
            remocal.events.enabled            | yes      | allowed are true and false
            remocal.outgoing.read-namespaces  | never    | allowed are true and false
            remocal.capture.iptables          | maybe    | allowed are true and false
            remocal.tls.reload-period         | 0s       | allowed are whole seconds, 1s and above
            remocal.tls.reload-period         | soon     | allowed are whole seconds, 1s and above
            remocal.sidecar.run-as-user       | root     | Expected a long value
            remocal.sidecar.run-as-user       | 0        | allowed are 1 and above
            remocal.sidecar.image-pull-policy | Ever     | allowed are Always, IfNotPresent and Never
            remocal.sidecar.cpu-limit         | 5m       | it must be at least cpu-request
            remocal.sidecar.memory-request    | 96 MB    | it must be a quantity
            """)
    void aWrongValueIsNamedWithWhatIsAllowed(String name, String value, String allowed) {
        Map<String, String> properties = new HashMap<>(REQUIRED);
        properties.put(name, value);

        assertThatThrownBy(() -> start(config(properties)))
                .hasMessageContaining(name)
                .hasMessageContaining(value)
                .hasMessageContaining(allowed);
    }

    @Test
    void iptablesIsAllowedByBothProperties() {
        Map<String, String> properties = new HashMap<>(REQUIRED);
        properties.put("remocal.capture.iptables-image", "registry.example/iptables:1");
        assertThat(iptablesImage(properties)).isEmpty();

        properties.put("remocal.capture.iptables", "true");
        assertThat(iptablesImage(properties)).hasValue("registry.example/iptables:1");

        properties.remove("remocal.capture.iptables-image");
        assertThatThrownBy(() -> iptablesImage(properties))
                .hasMessage(
                        "remocal.capture.iptables is true, and remocal.capture.iptables-image is not set; it must name"
                                + " an image that has sh and iptables.");
    }

    private static Optional<String> iptablesImage(Map<String, String> properties) {
        WebhookConfig config = config(properties);
        return WebhookSettings.allowing(config.capture(), WebhookSettings.settings(config.sidecar()))
                .iptablesImage();
    }

    @Test
    void whoMakesItsCertificatesMustKnowItsNamespace() {
        Map<String, String> properties = new HashMap<>(REQUIRED);
        properties.put("remocal.certificates.mode", "self");

        assertThatThrownBy(() -> start(config(properties)))
                .hasMessageContaining("remocal.namespace")
                .hasMessageContaining("the namespace that the webhook runs in");
    }

    @Test
    void whoMakesItsCertificatesNeedsNoFiles() {
        Map<String, String> properties = new HashMap<>(REQUIRED);
        properties.remove("remocal.tls.certificate");
        properties.remove("remocal.tls.key");
        properties.putAll(Map.of("remocal.certificates.mode", "self", "remocal.namespace", "tools"));
        properties.put("remocal.certificates.lifetime", "90m");

        assertThat(WebhookSettings.certificateSettings(config(properties)))
                .isEqualTo(new CertificateSettings.Self(
                        "tools",
                        "remocal-webhook",
                        "remocal-webhook",
                        "remocal-webhook",
                        CertificateTimes.of(Duration.ofMinutes(90))));
    }

    @Test
    void theSidecarsImageMustBeNamed() {
        Map<String, String> properties = new HashMap<>(REQUIRED);
        properties.remove("remocal.sidecar.image");

        assertThatThrownBy(() -> config(properties)).hasMessageContaining("remocal.sidecar.image");
    }

    private static void start(WebhookConfig config) {
        WebhookSettings.requireTwoPorts(config);
        WebhookSettings.allowing(config.capture(), WebhookSettings.settings(config.sidecar()));
        WebhookSettings.certificateSettings(config);
    }

    private static WebhookConfig config(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .withMapping(WebhookConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 500))
                .build()
                .getConfigMapping(WebhookConfig.class);
    }
}
