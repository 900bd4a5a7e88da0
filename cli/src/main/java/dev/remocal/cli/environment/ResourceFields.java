package dev.remocal.cli.environment;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The requests and limits of a container that the downward API offers (pkg/api/v1/resource in Kubernetes' sources). */
public final class ResourceFields {

    private static final String LIMITS = "limits.";
    private static final String REQUESTS = "requests.";
    private static final String CPU = "cpu";

    /** Without a limit, the container may have as many as the node can give. */
    private static final Set<String> LIMITED_BY_THE_NODE = Set.of(CPU, "memory", "ephemeral-storage");

    private static final BigDecimal MILLI = BigDecimal.valueOf(1000);

    private ResourceFields() {}

    /** Whether the value depends on the node. */
    static boolean needsAllocatable(ResourceFieldSelector field, Pod pod, Container container) {
        return isLimit(field)
                && LIMITED_BY_THE_NODE.contains(resource(field))
                && limit(field, pod, owner(field, pod, container)).isEmpty();
    }

    /**
     * In whole divisors, rounded up.
     *
     * @param allocatable what the node can give, which is looked at only where {@link #needsAllocatable} holds
     */
    public static Reading<String> read(
            ResourceFieldSelector field, Pod pod, Container container, Reading<Map<String, Quantity>> allocatable) {
        return needsAllocatable(field, pod, container)
                ? allocatable.map(node -> value(field, in(node, resource(field))))
                : new Reading.Found<>(value(field, own(field, pod, owner(field, pod, container))));
    }

    private static Optional<Quantity> own(ResourceFieldSelector field, Pod pod, Container owner) {
        return isLimit(field) ? limit(field, pod, owner) : in(requests(owner.getResources()), resource(field));
    }

    private static String value(ResourceFieldSelector field, Optional<Quantity> quantity) {
        BigDecimal amount =
                units(field, quantity.map(Quantity::getNumericalAmount).orElse(BigDecimal.ZERO));
        return amount.divide(units(field, divisor(field)), 0, RoundingMode.CEILING)
                .toPlainString();
    }

    /** CPU is counted in thousandths, everything else in whole units. */
    private static BigDecimal units(ResourceFieldSelector field, BigDecimal amount) {
        return (resource(field).equals(CPU) ? amount.multiply(MILLI) : amount).setScale(0, RoundingMode.CEILING);
    }

    private static BigDecimal divisor(ResourceFieldSelector field) {
        return Optional.ofNullable(field.getDivisor())
                .map(Quantity::getNumericalAmount)
                .filter(divisor -> divisor.signum() > 0)
                .orElse(BigDecimal.ONE);
    }

    private static boolean isLimit(ResourceFieldSelector field) {
        return field.getResource().startsWith(LIMITS);
    }

    private static String resource(ResourceFieldSelector field) {
        return field.getResource().substring(isLimit(field) ? LIMITS.length() : REQUESTS.length());
    }

    private static Container owner(ResourceFieldSelector field, Pod pod, Container container) {
        return pod.getSpec().getContainers().stream()
                .filter(other -> other.getName().equals(field.getContainerName()))
                .findFirst()
                .orElse(container);
    }

    /** The container's own, or the pod's where that has one for all its containers (Kubernetes 1.32). */
    private static Optional<Quantity> limit(ResourceFieldSelector field, Pod pod, Container owner) {
        return in(limits(owner.getResources()), resource(field))
                .filter(ResourceFields::isPositive)
                .or(() -> in(limits(pod.getSpec().getResources()), resource(field))
                        .filter(ResourceFields::isPositive));
    }

    private static boolean isPositive(Quantity quantity) {
        return quantity.getNumericalAmount().signum() > 0;
    }

    private static Optional<Quantity> in(Map<String, Quantity> quantities, String name) {
        return Optional.ofNullable(quantities.get(name));
    }

    private static Map<String, Quantity> limits(@Nullable ResourceRequirements resources) {
        return resources == null || resources.getLimits() == null ? Map.of() : resources.getLimits();
    }

    private static Map<String, Quantity> requests(@Nullable ResourceRequirements resources) {
        return resources == null || resources.getRequests() == null ? Map.of() : resources.getRequests();
    }
}
