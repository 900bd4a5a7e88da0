package dev.remocal.test.cluster;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The kinds the local API server knows. */
enum ResourceType {
    NAMESPACES("", "v1", "namespaces", "Namespace", false, "ns"),
    NODES("", "v1", "nodes", "Node", false, "no"),
    PODS("", "v1", "pods", "Pod", true, "po"),
    SERVICES("", "v1", "services", "Service", true, "svc"),
    CONFIG_MAPS("", "v1", "configmaps", "ConfigMap", true, "cm"),
    SECRETS("", "v1", "secrets", "Secret", true, ""),
    SERVICE_ACCOUNTS("", "v1", "serviceaccounts", "ServiceAccount", true, "sa"),
    EVENTS("", "v1", "events", "Event", true, "ev"),
    DEPLOYMENTS("apps", "v1", "deployments", "Deployment", true, "deploy"),
    REPLICA_SETS("apps", "v1", "replicasets", "ReplicaSet", true, "rs"),
    STATEFUL_SETS("apps", "v1", "statefulsets", "StatefulSet", true, "sts"),
    ENDPOINT_SLICES("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", true, ""),
    NETWORK_POLICIES("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy", true, "netpol"),
    MUTATING_WEBHOOKS(
            "admissionregistration.k8s.io",
            "v1",
            "mutatingwebhookconfigurations",
            "MutatingWebhookConfiguration",
            false,
            ""),
    ACCESS_REVIEWS("authorization.k8s.io", "v1", "selfsubjectaccessreviews", "SelfSubjectAccessReview", false, "");

    final String group;
    final String version;
    final String plural;
    final String kind;
    final boolean namespaced;
    private final String shortName;

    ResourceType(String group, String version, String plural, String kind, boolean namespaced, String shortName) {
        this.group = group;
        this.version = version;
        this.plural = plural;
        this.kind = kind;
        this.namespaced = namespaced;
        this.shortName = shortName;
    }

    String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** {@code pods} or {@code deployments.apps}, as messages name it. */
    String qualifiedName() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    String singular() {
        return kind.toLowerCase(Locale.ROOT);
    }

    boolean scalable() {
        return this == DEPLOYMENTS || this == REPLICA_SETS || this == STATEFUL_SETS;
    }

    List<String> shortNames() {
        return shortName.isEmpty() ? List.of() : List.of(shortName);
    }

    static Optional<ResourceType> find(String group, String version, String plural) {
        return Arrays.stream(values())
                .filter(type -> type.group.equals(group) && type.version.equals(version) && type.plural.equals(plural))
                .findFirst();
    }

    static Optional<ResourceType> ofKind(String apiVersion, String kind) {
        return Arrays.stream(values())
                .filter(type -> type.apiVersion().equals(apiVersion) && type.kind.equals(kind))
                .findFirst();
    }
}
