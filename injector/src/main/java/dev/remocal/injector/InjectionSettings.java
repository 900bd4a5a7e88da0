package dev.remocal.injector;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the operator chooses for every sidecar. A wrong value is refused with a sentence that begins with its name in
 * kebab case ({@code memory-limit is …}), because the API server would refuse every pod that carries it.
 *
 * @param image the sidecar's image
 * @param imagePullPolicy {@code Always}, {@code IfNotPresent} or {@code Never}; null leaves it to Kubernetes
 * @param cpuRequest a Kubernetes quantity such as {@code 10m}; the same form holds for the three that follow
 * @param runAsUser the sidecar's user where the pod sets none, 1 or more; empty leaves it to the image or the platform
 * @param variants images that a pod may choose by {@value PodMetadata#SIDECAR_ANNOTATION} in place of the image above
 * @param iptablesImage the image that sets up capture by iptables; empty where no pod may ask for it
 */
public record InjectionSettings(
        String image,
        @Nullable String imagePullPolicy,
        String cpuRequest,
        String cpuLimit,
        String memoryRequest,
        String memoryLimit,
        OptionalLong runAsUser,
        Map<SidecarVariant, String> variants,
        Optional<String> iptablesImage) {

    private static final Set<String> PULL_POLICIES = Set.of("Always", "IfNotPresent", "Never");

    /** With no other image to choose, and without {@link #allowingIptables}. */
    public InjectionSettings(
            String image,
            @Nullable String imagePullPolicy,
            String cpuRequest,
            String cpuLimit,
            String memoryRequest,
            String memoryLimit,
            OptionalLong runAsUser) {
        this(
                image,
                imagePullPolicy,
                cpuRequest,
                cpuLimit,
                memoryRequest,
                memoryLimit,
                runAsUser,
                Map.of(),
                Optional.empty());
    }

    /** The same, and pods may ask for capture by iptables, which this image's {@code sh} and {@code iptables} set up. */
    public InjectionSettings allowingIptables(String with) {
        return new InjectionSettings(
                image,
                imagePullPolicy,
                cpuRequest,
                cpuLimit,
                memoryRequest,
                memoryLimit,
                runAsUser,
                variants,
                Optional.of(with));
    }

    public InjectionSettings {
        variants = Map.copyOf(variants);
        variants.forEach((variant, named) ->
                require(!named.isBlank(), variant.label() + "-image is empty; it must name an image, or not be set"));
        require(!image.isBlank(), "image is empty; it must name the sidecar's image");
        require(
                imagePullPolicy == null || PULL_POLICIES.contains(imagePullPolicy),
                "image-pull-policy is %s; allowed are Always, IfNotPresent and Never".formatted(imagePullPolicy));
        require(
                iptablesImage.stream().noneMatch(String::isBlank),
                "iptables-image is empty; it must name an image that has sh and iptables");
        requireOrder("cpu-request", cpuRequest, "cpu-limit", cpuLimit);
        requireOrder("memory-request", memoryRequest, "memory-limit", memoryLimit);
        require(
                runAsUser.isEmpty() || runAsUser.getAsLong() > 0,
                "run-as-user is 0, which is root; allowed are 1 and above");
    }

    private static void requireOrder(String requestName, String request, String limitName, String limit) {
        BigDecimal least = Quantity.parse(requestName, request);
        require(
                Quantity.parse(limitName, limit).compareTo(least) >= 0,
                "%s is %s; it must be at least %s, which is %s".formatted(limitName, limit, requestName, request));
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
