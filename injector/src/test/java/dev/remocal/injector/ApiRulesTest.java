package dev.remocal.injector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The measure itself: a check that finds nothing proves nothing. */
class ApiRulesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String VALID = """
            {"apiVersion": "v1", "kind": "Pod",
             "metadata": {"name": "p", "labels": {"a/b": "c"}, "annotations": {"d": "e"}},
             "spec": {
               "securityContext": {"sysctls": [{"name": "net.ipv4.tcp_syncookies", "value": "1"}]},
               "resources": {"requests": {"cpu": "1"}},
               "volumes": [{"name": "v", "emptyDir": {}}],
               "initContainers": [{"name": "first", "image": "i"}],
               "containers": [{"name": "app", "image": "i",
                 "ports": [{"name": "http", "containerPort": 8080, "hostPort": 80}],
                 "env": [{"name": "A", "value": "1"}],
                 "resources": {"requests": {"cpu": "1"}, "limits": {"cpu": "1"}},
                 "volumeMounts": [{"name": "v", "mountPath": "/v"}],
                 "livenessProbe": {"httpGet": {"port": "http"}}}]}}""";

    @Test
    void aValidPodHasNoViolation() throws Exception {
        assertThat(ApiRules.violations(JSON.readTree(VALID))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /spec                        | {"novelty": 1}                                                   | unknown field: PodSpec.novelty
            /spec/containers/0           | {"novelty": 1}                                                   | unknown field: Container.novelty
            /spec                        | {"terminationGracePeriodSeconds": "30"}                          | type
            /metadata/annotations        | {"a b": ""}                                                      | ValidateAnnotations
            /metadata/labels             | {"a": "b c"}                                                     | ValidateLabels
            /spec/initContainers/0       | {"name": "app"}                                                  | validateContainers: name
            /spec/containers/0           | {"name": "App"}                                                  | validateContainers: name
            /spec/containers/0           | {"image": ""}                                                    | validateContainers: image
            /spec/containers/0           | {"restartPolicy": "Always"}                                      | restartPolicy
            /spec/initContainers/0       | {"livenessProbe": {"grpc": {"port": 1}}}                         | init container
            /spec/containers/0/ports/0   | {"containerPort": 0}                                             | validateContainerPorts: number
            /spec/containers/0/ports/0   | {"name": "a--b"}                                                 | validateContainerPorts: name
            /spec/containers/0/ports/0   | {"name": "80"}                                                   | validateContainerPorts: name
            /spec/containers/0           | {"ports": [{"name": "a", "containerPort": 1}, {"name": "a", "containerPort": 2}]} | validateContainerPorts: name
            /spec/initContainers/0       | {"ports": [{"containerPort": 1, "hostPort": 80}]}                | checkHostPortConflicts
            /spec/containers/0/env/0     | {"name": "A=B"}                                                  | ValidateEnv: name
            /spec/containers/0/env/0     | {"valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}      | validateEnvVarValueFrom
            /spec/volumes/0              | {"name": "w"}                                                    | ValidateVolumeMounts
            /spec                        | {"volumes": [{"name": "v"}, {"name": "v"}]}                      | ValidateVolumes
            /spec/containers/0           | {"volumeMounts": [{"name": "v", "mountPath": "/"}, {"name": "v", "mountPath": "/"}]} | ValidateVolumeMounts: mountPath
            /spec/containers/0/livenessProbe/httpGet | {"port": 70000}                                      | ValidatePortNumOrName
            /spec/containers/0/livenessProbe         | {"exec": {"command": ["a"]}}                         | validateHandler
            /spec/containers/0/resources/limits      | {"cpu": "999m"}                                      | ValidateResourceRequirements
            /spec/resources/requests                 | {"cpu": "999m"}                                      | validatePodResourceConsistency
            /spec/securityContext        | {"sysctls": [{"name": "a", "value": "1"}, {"name": "a", "value": "2"}]} | validateSysctls
            """)
    void everyRuleIsChecked(String where, String change, String violation) throws Exception {
        JsonNode pod = JSON.readTree(VALID);
        ((ObjectNode) pod.at(where)).setAll((ObjectNode) JSON.readTree(change));

        assertThat(ApiRules.violations(pod)).singleElement().asString().startsWith(violation);
    }
}
