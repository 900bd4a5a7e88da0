package dev.remocal.test.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Values in, manifest out. {@code -Dremocal.golden=write} rewrites the expected manifests from what Helm makes of the chart
 * now; the difference is then to be read like any other.
 */
class ChartTest {

    private static final boolean WRITE = "write".equals(System.getProperty("remocal.golden"));
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Set<String> WITHOUT_NAMESPACE =
            Set.of("ClusterRole", "ClusterRoleBinding", "MutatingWebhookConfiguration");

    static List<ChartCase> all() {
        return ChartCase.all();
    }

    @Test
    void lintFindsNothing() {
        LintResult result = new Helm(Chart.FOLDER).lint().strict().quiet().call();

        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("all")
    void manifestIsAsExpected(ChartCase chart) {
        String manifest = chart.rendered();
        if (WRITE) {
            chart.write(manifest);
        }

        assertThat(manifest).isEqualTo(chart.expected());
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyObjectSaysWhereItBelongs(ChartCase chart) throws IOException {
        assertThat(objects(chart.rendered())).isNotEmpty().allSatisfy(object -> {
            boolean clusterWide = WITHOUT_NAMESPACE.contains(object.path("kind").asText());
            assertThat(object.at("/metadata/namespace").asText())
                    .as("namespace of %s", object.path("kind").asText())
                    .isEqualTo(clusterWide ? "" : "remocal");
        });
    }

    private static List<JsonNode> objects(String manifest) throws IOException {
        return YAML.readerFor(JsonNode.class).<JsonNode>readValues(manifest).readAll().stream()
                .filter(JsonNode::isObject)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    webhook.replica,              2,         /webhook, 'replica'
                    webhook.replicas,             0,         /webhook/replicas, minimum
                    webhook.image,                a b,       /webhook/image, 'a b'
                    webhook.imagePullPolicy,      Sometimes, /webhook/imagePullPolicy, 'IfNotPresent'
                    webhook.failurePolicy,        ignore,    /webhook/failurePolicy, 'Ignore'
                    webhook.timeoutSeconds,       31,        /webhook/timeoutSeconds, 30
                    webhook.runAsUser,            0,         /webhook/runAsUser, minimum
                    webhook.excludedNamespaces,   shop,      /webhook/excludedNamespaces, array
                    certificates.mode,            own,       /certificates/mode, 'cert-manager'
                    certificates.lifetime,        1d,        /certificates/lifetime, '1d'
                    certificates.secretName,      A_B,       /certificates/secretName, 'A_B'
                    certificates.caBundle,        Q0E=,      /certificates/caBundle, BEGIN CERTIFICATE
                    networkPolicy.apiServerCidrs[0], here,   /networkPolicy/apiServerCidrs/0, 'here'
                    networkPolicy.apiServerPorts[0], 70000,  /networkPolicy/apiServerPorts/0, 65
                    podDisruptionBudget.maxUnavailable, 0%,  /podDisruptionBudget/maxUnavailable, '0%'
                    metrics.podMonitor.interval,  often,     /metrics/podMonitor/interval, 'often'
                    sidecar.variant,              graal,     /sidecar/variant, 'jvm'
                    sidecar.image,                '',        /sidecar/image, ''
                    sidecar.memoryLimit,          much,      /sidecar/memoryLimit, 'much'
                    sidecar.runAsUser,            0,         /sidecar/runAsUser, minimum
                    capture.iptables,             maybe,     /capture/iptables, boolean
                    captures,                     true,      captures, not allowed
                    """, quoteCharacter = '`')
    void aWrongValueIsRefusedByName(String name, String value, String path, String reason) {
        TemplateCommand template = Chart.template(Chart.NEWEST_KUBERNETES).set(name, value.replace("''", ""));

        assertThatThrownBy(template::call).hasMessageContaining(path).hasMessageContaining(reason);
    }

    @Test
    void aSecretOfYourOwnMustBeNamed() {
        TemplateCommand template = Chart.template(Chart.NEWEST_KUBERNETES).set("certificates.mode", "secret");

        assertThatThrownBy(template::call).hasMessageContaining("certificates.secretName is empty");
    }

    @Test
    void anOlderKubernetesIsRefused() {
        assertThatThrownBy(Chart.template("1.28.9")::call).hasMessageContaining(">=1.29.0");
    }
}
