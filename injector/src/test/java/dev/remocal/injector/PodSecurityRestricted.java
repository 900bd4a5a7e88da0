package dev.remocal.injector;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The policies {@code baseline} and {@code restricted} of the Pod Security Standards, version 1.36, as the Kubernetes
 * documentation describes them. Each method is one control and bears its name.
 */
final class PodSecurityRestricted {

    private static final Set<String> SAFE_SYSCTLS = Set.of(
            "kernel.shm_rmid_forced",
            "net.ipv4.ip_local_port_range",
            "net.ipv4.ip_unprivileged_port_start",
            "net.ipv4.tcp_syncookies",
            "net.ipv4.ping_group_range",
            "net.ipv4.ip_local_reserved_ports",
            "net.ipv4.tcp_keepalive_time",
            "net.ipv4.tcp_fin_timeout",
            "net.ipv4.tcp_keepalive_intvl",
            "net.ipv4.tcp_keepalive_probes",
            "net.ipv4.tcp_rmem",
            "net.ipv4.tcp_wmem");

    private static final Set<String> VOLUME_TYPES = Set.of(
            "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret");

    private static final Set<String> SELINUX_TYPES =
            Set.of("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t");

    private static final Set<String> SECCOMP_TYPES = Set.of("RuntimeDefault", "Localhost");

    private final JsonNode pod;
    private final JsonNode spec;
    private final List<String> violations = new ArrayList<>();

    private PodSecurityRestricted(JsonNode pod) {
        this.pod = pod;
        this.spec = pod.path("spec");
    }

    /** Every violation, as the control's name and the container or field at fault; empty where the pod is admitted. */
    static List<String> violations(JsonNode pod) {
        PodSecurityRestricted check = new PodSecurityRestricted(pod);
        check.baseline();
        check.restricted();
        return check.violations;
    }

    private void baseline() {
        hostProcess();
        hostNamespaces();
        privilegedContainers();
        hostPorts();
        hostProbesAndLifecycleHooks();
        appArmor();
        seLinux();
        procMount();
        sysctls();
    }

    private void restricted() {
        volumeTypes();
        privilegeEscalation();
        runningAsNonRoot();
        runningAsNonRootUser();
        seccomp();
        capabilities();
    }

    private void hostProcess() {
        contexts(context ->
                violationIf(context.path("windowsOptions").path("hostProcess").asBoolean(), "hostProcess"));
    }

    private void hostNamespaces() {
        Stream.of("hostNetwork", "hostPID", "hostIPC")
                .forEach(field -> violationIf(spec.path(field).asBoolean(), "host namespaces: " + field));
    }

    private void privilegedContainers() {
        containers()
                .forEach(container -> violationIf(
                        context(container).path("privileged").asBoolean(), "privileged: " + name(container)));
    }

    private void hostPorts() {
        containers()
                .forEach(container -> stream(container.path("ports"))
                        .forEach(port ->
                                violationIf(port.path("hostPort").asInt() != 0, "host ports: " + name(container))));
    }

    private void hostProbesAndLifecycleHooks() {
        containers()
                .forEach(container -> handlers(container)
                        .forEach(handler -> Stream.of("httpGet", "tcpSocket")
                                .forEach(action -> violationIf(
                                        !handler.path(action)
                                                .path("host")
                                                .asText("")
                                                .isEmpty(),
                                        "host in probe: " + name(container)))));
    }

    private void appArmor() {
        contexts(context -> {
            String type = context.path("appArmorProfile").path("type").asText("RuntimeDefault");
            violationIf(!SECCOMP_TYPES.contains(type), "AppArmor: " + type);
        });
        pod.path("metadata").path("annotations").properties().stream()
                .filter(entry -> entry.getKey().startsWith("container.apparmor.security.beta.kubernetes.io/"))
                .map(entry -> entry.getValue().asText())
                .forEach(profile -> violationIf(
                        !profile.equals("runtime/default") && !profile.startsWith("localhost/"),
                        "AppArmor: " + profile));
    }

    private void seLinux() {
        contexts(context -> {
            JsonNode options = context.path("seLinuxOptions");
            violationIf(!SELINUX_TYPES.contains(options.path("type").asText("")), "SELinux: type");
            violationIf(!options.path("user").asText("").isEmpty(), "SELinux: user");
            violationIf(!options.path("role").asText("").isEmpty(), "SELinux: role");
        });
    }

    private void procMount() {
        containers().forEach(container -> {
            String procMount = context(container).path("procMount").asText("Default");
            violationIf(!procMount.equals("Default"), "procMount: " + name(container));
        });
    }

    private void sysctls() {
        stream(spec.path("securityContext").path("sysctls"))
                .map(sysctl -> sysctl.path("name").asText())
                .forEach(sysctl -> violationIf(!SAFE_SYSCTLS.contains(sysctl), "sysctls: " + sysctl));
    }

    private void volumeTypes() {
        stream(spec.path("volumes"))
                .flatMap(volume -> volume.properties().stream())
                .filter(field -> !field.getKey().equals("name"))
                .forEach(field ->
                        violationIf(!VOLUME_TYPES.contains(field.getKey()), "volume types: " + field.getKey()));
    }

    private void privilegeEscalation() {
        containers()
                .forEach(container -> violationIf(
                        context(container).path("allowPrivilegeEscalation").asBoolean(true),
                        "privilege escalation: " + name(container)));
    }

    /** A container's own value overrides the pod's. */
    private void runningAsNonRoot() {
        boolean podValue = spec.path("securityContext").path("runAsNonRoot").asBoolean();
        containers()
                .forEach(container -> violationIf(
                        !context(container).path("runAsNonRoot").asBoolean(podValue),
                        "running as non-root: " + name(container)));
    }

    private void runningAsNonRootUser() {
        contexts(context -> violationIf(
                context.path("runAsUser").isNumber()
                        && context.path("runAsUser").asLong() == 0,
                "running as non-root user"));
    }

    private void seccomp() {
        String podType =
                spec.path("securityContext").path("seccompProfile").path("type").asText("");
        violationIf(podType.equals("Unconfined"), "seccomp: pod");
        containers().forEach(container -> {
            String type = context(container).path("seccompProfile").path("type").asText(podType);
            violationIf(!SECCOMP_TYPES.contains(type), "seccomp: " + name(container));
        });
    }

    private void capabilities() {
        containers().forEach(container -> {
            JsonNode capabilities = context(container).path("capabilities");
            violationIf(!texts(capabilities.path("drop")).contains("ALL"), "capabilities: drop: " + name(container));
            violationIf(
                    !Set.of("NET_BIND_SERVICE").containsAll(texts(capabilities.path("add"))),
                    "capabilities: add: " + name(container));
        });
    }

    private void violationIf(boolean violated, String violation) {
        if (violated) {
            violations.add(violation);
        }
    }

    private Stream<JsonNode> containers() {
        return Stream.of("initContainers", "containers", "ephemeralContainers")
                .flatMap(list -> stream(spec.path(list)));
    }

    private void contexts(Consumer<JsonNode> check) {
        Stream.concat(Stream.of(spec.path("securityContext")), containers().map(PodSecurityRestricted::context))
                .forEach(check);
    }

    private static Stream<JsonNode> handlers(JsonNode container) {
        return Stream.of(
                container.path("livenessProbe"),
                container.path("readinessProbe"),
                container.path("startupProbe"),
                container.path("lifecycle").path("postStart"),
                container.path("lifecycle").path("preStop"));
    }

    private static JsonNode context(JsonNode container) {
        return container.path("securityContext");
    }

    private static String name(JsonNode container) {
        return container.path("name").asText();
    }

    private static Set<String> texts(JsonNode array) {
        return stream(array).map(JsonNode::asText).collect(Collectors.toSet());
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
