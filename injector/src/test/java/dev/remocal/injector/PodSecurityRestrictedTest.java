package dev.remocal.injector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The measure itself: a check that finds nothing proves nothing. */
class PodSecurityRestrictedTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String RESTRICTED = """
            {"metadata": {"annotations": {}},
             "spec": {
               "securityContext": {"runAsNonRoot": true, "seccompProfile": {"type": "RuntimeDefault"}},
               "volumes": [{"name": "v", "emptyDir": {}}],
               "containers": [{"name": "app",
                 "ports": [{"containerPort": 8080}],
                 "livenessProbe": {"httpGet": {"port": 8080}},
                 "securityContext": {"allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]}}}]}}""";

    @Test
    void aRestrictedPodHasNoViolation() throws Exception {
        assertThat(PodSecurityRestricted.violations(JSON.readTree(RESTRICTED))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /spec                                            | {"hostNetwork": true}                             | host namespaces
            /spec                                            | {"hostPID": true}                                 | host namespaces
            /spec                                            | {"hostIPC": true}                                 | host namespaces
            /spec/securityContext                            | {"windowsOptions": {"hostProcess": true}}         | hostProcess
            /spec/containers/0/securityContext               | {"privileged": true}                              | privileged
            /spec/containers/0/securityContext               | {"capabilities": {"drop": ["NET_RAW"]}}           | capabilities: drop
            /spec/containers/0/securityContext               | {"capabilities": {"drop": ["ALL"], "add": ["X"]}} | capabilities: add
            /spec/volumes/0                                  | {"hostPath": {"path": "/"}}                       | volume types
            /spec/volumes/0                                  | {"nfs": {}}                                       | volume types
            /spec/containers/0/ports/0                       | {"hostPort": 80}                                  | host ports
            /spec/containers/0/livenessProbe/httpGet         | {"host": "10.0.0.1"}                              | host in probe
            /spec/containers/0                               | {"lifecycle": {"preStop": {"tcpSocket": {"host": "10.0.0.1"}}}} | host in probe
            /spec/containers/0/securityContext               | {"appArmorProfile": {"type": "Unconfined"}}       | AppArmor
            /metadata/annotations                            | {"container.apparmor.security.beta.kubernetes.io/app": "unconfined"} | AppArmor
            /spec/securityContext                            | {"seLinuxOptions": {"type": "spc_t"}}             | SELinux
            /spec/securityContext                            | {"seLinuxOptions": {"user": "system_u"}}          | SELinux
            /spec/containers/0/securityContext               | {"procMount": "Unmasked"}                         | procMount
            /spec/containers/0/securityContext               | {"seccompProfile": {"type": "Unconfined"}}        | seccomp
            /spec/securityContext                            | {"seccompProfile": {}}                            | seccomp
            /spec/securityContext                            | {"sysctls": [{"name": "kernel.msgmax"}]}          | sysctls
            /spec/securityContext                            | {"runAsNonRoot": false}                           | running as non-root
            /spec/containers/0/securityContext               | {"runAsNonRoot": false}                           | running as non-root
            /spec/containers/0/securityContext               | {"runAsUser": 0}                                  | running as non-root user
            /spec/containers/0/securityContext               | {"allowPrivilegeEscalation": true}                | privilege escalation
            """)
    void everyControlIsChecked(String where, String change, String violation) throws Exception {
        JsonNode pod = JSON.readTree(RESTRICTED);
        ((ObjectNode) pod.at(where)).setAll((ObjectNode) JSON.readTree(change));

        assertThat(PodSecurityRestricted.violations(pod))
                .singleElement()
                .asString()
                .startsWith(violation);
    }
}
