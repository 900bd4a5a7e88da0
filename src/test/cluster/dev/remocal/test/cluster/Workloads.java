package dev.remocal.test.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Deployments make ReplicaSets and pods, roll them over, replace what is gone; what has lost its owner is removed. */
final class Workloads {

    private static final String TEMPLATE_HASH = "pod-template-hash";
    private static final String CONTROLLER = "system:serviceaccount:kube-system:replicaset-controller";

    private final Store store;
    private final Resources resources;

    Workloads(Store store, Resources resources) {
        this.store = store;
        this.resources = resources;
    }

    static ObjectNode defaultDeployment(ObjectNode deployment) {
        ObjectNode spec = deployment.withObjectProperty("spec");
        if (!spec.has("replicas")) {
            spec.put("replicas", 1);
        }
        if (!spec.has("strategy")) {
            spec.putObject("strategy")
                    .put("type", "RollingUpdate")
                    .putObject("rollingUpdate")
                    .put("maxSurge", "25%")
                    .put("maxUnavailable", "25%");
        }
        return deployment;
    }

    void reconcile() {
        try {
            store.list(ResourceType.DEPLOYMENTS, Deployment.class).forEach(this::reconcile);
        } finally {
            collectGarbage();
        }
    }

    private void reconcile(Deployment deployment) {
        ReplicaSet current = ensureReplicaSet(deployment);
        List<Pod> pods = podsOf(deployment);
        String hash = templateHash(current);
        List<RolloutPlan.Replica> replicas = pods.stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .map(pod -> new RolloutPlan.Replica(
                        pod.getMetadata().getName(), hash.equals(templateHash(pod)), isReady(pod)))
                .toList();
        writeStatus(deployment, replicas);
        int wanted = deployment.getSpec().getReplicas();
        RolloutPlan plan = RolloutPlan.of(wanted, replicas);
        plan.remove().forEach(name -> remove(deployment, name));
        for (int i = 0; i < plan.create(); i++) {
            createPod(deployment, current);
        }
    }

    private static String templateHash(HasMetadata object) {
        return object.getMetadata().getLabels().getOrDefault(TEMPLATE_HASH, "");
    }

    private ReplicaSet ensureReplicaSet(Deployment deployment) {
        String namespace = deployment.getMetadata().getNamespace();
        ObjectNode template = Store.json(deployment.getSpec().getTemplate());
        String hash = Names.hash(template.toString());
        String name = deployment.getMetadata().getName() + "-" + hash;
        ResourcePath path = ResourcePath.of(ResourceType.REPLICA_SETS, namespace, name);
        if (store.find(path).isEmpty()) {
            store.create(
                    ResourcePath.collection(ResourceType.REPLICA_SETS, namespace),
                    replicaSet(deployment, name, hash, template));
        }
        return Store.model(store.require(path), ReplicaSet.class);
    }

    private static ObjectNode replicaSet(Deployment deployment, String name, String hash, ObjectNode template) {
        ObjectNode set = Store.JSON.createObjectNode();
        ObjectNode metadata = set.putObject("metadata").put("name", name);
        template.withObjectProperty("metadata").withObjectProperty("labels").put(TEMPLATE_HASH, hash);
        metadata.set("labels", template.at("/metadata/labels").deepCopy());
        own(metadata, ResourceType.DEPLOYMENTS, deployment);
        ObjectNode spec =
                set.putObject("spec").put("replicas", deployment.getSpec().getReplicas());
        ObjectNode selector = Store.json(deployment.getSpec().getSelector());
        selector.withObjectProperty("matchLabels").put(TEMPLATE_HASH, hash);
        spec.set("selector", selector);
        spec.set("template", template);
        return set;
    }

    private static void own(ObjectNode metadata, ResourceType type, HasMetadata owner) {
        metadata.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", type.apiVersion())
                .put("kind", type.kind)
                .put("name", owner.getMetadata().getName())
                .put("uid", owner.getMetadata().getUid())
                .put("controller", true)
                .put("blockOwnerDeletion", true);
    }

    private List<Pod> podsOf(Deployment deployment) {
        Set<String> sets = store.list(ResourceType.REPLICA_SETS, ReplicaSet.class).stream()
                .filter(set ->
                        ownedBy(Set.of(deployment.getMetadata().getUid())).test(set))
                .map(set -> set.getMetadata().getUid())
                .collect(Collectors.toSet());
        return store.list(ResourceType.PODS, Pod.class).stream()
                .filter(ownedBy(sets))
                .toList();
    }

    private static Predicate<HasMetadata> ownedBy(Set<String> uids) {
        return object ->
                object.getMetadata().getOwnerReferences().stream().anyMatch(owner -> uids.contains(owner.getUid()));
    }

    static boolean isReady(Pod pod) {
        return Optional.ofNullable(pod.getStatus()).stream()
                .flatMap(status -> status.getConditions().stream())
                .anyMatch(condition -> condition.getType().equals("Ready")
                        && condition.getStatus().equals("True"));
    }

    private void remove(Deployment deployment, String pod) {
        ResourcePath path =
                ResourcePath.of(ResourceType.PODS, deployment.getMetadata().getNamespace(), pod);
        Long grace = deployment.getSpec().getTemplate().getSpec().getTerminationGracePeriodSeconds();
        if (store.find(path).isPresent()) {
            resources.terminate(
                    path,
                    store.require(path)
                            .at("/spec/terminationGracePeriodSeconds")
                            .asLong(grace == null ? 30 : grace));
        }
    }

    private void createPod(Deployment deployment, ReplicaSet set) {
        String namespace = deployment.getMetadata().getNamespace();
        ObjectNode pod = Store.json(set.getSpec().getTemplate());
        ObjectNode metadata = pod.withObjectProperty("metadata");
        metadata.put("generateName", set.getMetadata().getName() + "-");
        own(metadata, ResourceType.REPLICA_SETS, set);
        Admission.Admitted admitted = resources.admit(pod, namespace, CONTROLLER, false);
        store.create(ResourcePath.collection(ResourceType.PODS, namespace), admitted.object());
    }

    private void writeStatus(Deployment deployment, List<RolloutPlan.Replica> replicas) {
        long ready = replicas.stream().filter(RolloutPlan.Replica::ready).count();
        long updated = replicas.stream().filter(RolloutPlan.Replica::current).count();
        long wanted = deployment.getSpec().getReplicas();
        store.updateIfPresent(Store.pathOf(ResourceType.DEPLOYMENTS, deployment), current -> {
            ObjectNode status = current.putObject("status")
                    .put("observedGeneration", deployment.getMetadata().getGeneration())
                    .put("replicas", replicas.size())
                    .put("updatedReplicas", updated)
                    .put("readyReplicas", ready)
                    .put("availableReplicas", ready);
            if (ready < wanted) {
                status.put("unavailableReplicas", wanted - ready);
            }
            boolean available = ready >= wanted - wanted / 4;
            status.putArray("conditions")
                    .addObject()
                    .put("type", "Available")
                    .put("status", available ? "True" : "False");
            return current;
        });
        writeReplicaSetStatus(deployment, replicas);
    }

    private void writeReplicaSetStatus(Deployment deployment, List<RolloutPlan.Replica> replicas) {
        store.list(ResourceType.REPLICA_SETS, ReplicaSet.class).stream()
                .filter(ownedBy(Set.of(deployment.getMetadata().getUid())))
                .forEach(set -> store.updateIfPresent(Store.pathOf(ResourceType.REPLICA_SETS, set), current -> {
                    String prefix = set.getMetadata().getName() + "-";
                    List<RolloutPlan.Replica> own = replicas.stream()
                            .filter(replica -> replica.name().startsWith(prefix))
                            .toList();
                    current.withObjectProperty("spec").put("replicas", own.size());
                    current.putObject("status")
                            .put("replicas", own.size())
                            .put(
                                    "readyReplicas",
                                    own.stream()
                                            .filter(RolloutPlan.Replica::ready)
                                            .count());
                    return current;
                }));
    }

    private void collectGarbage() {
        Set<String> deployments = uids(ResourceType.DEPLOYMENTS);
        orphans(ResourceType.REPLICA_SETS, ReplicaSet.class, ResourceType.DEPLOYMENTS, deployments)
                .forEach(set -> store.remove(Store.pathOf(ResourceType.REPLICA_SETS, set)));
        orphans(ResourceType.PODS, Pod.class, ResourceType.REPLICA_SETS, uids(ResourceType.REPLICA_SETS)).stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .forEach(pod -> resources.terminate(
                        Store.pathOf(ResourceType.PODS, pod), pod.getSpec().getTerminationGracePeriodSeconds()));
    }

    private Set<String> uids(ResourceType type) {
        return store.list(type, (String) null).stream()
                .map(object -> object.at("/metadata/uid").asText())
                .collect(Collectors.toSet());
    }

    private <T extends HasMetadata> List<T> orphans(
            ResourceType type, Class<T> model, ResourceType ownerType, Set<String> owners) {
        return store.list(type, model).stream()
                .filter(object -> object.getMetadata().getOwnerReferences().stream()
                        .filter(OwnerReference::getController)
                        .anyMatch(owner -> owner.getKind().equals(ownerType.kind) && !owners.contains(owner.getUid())))
                .toList();
    }
}
