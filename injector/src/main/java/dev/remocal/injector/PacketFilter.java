package dev.remocal.injector;

import static dev.remocal.injector.PodMetadata.CAPTURE_ANNOTATION;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The init container that sets the rules of {@link Redirect} in the pod's network namespace: the only thing of Remocal's with a
 * capability, and only where both the pod and the operator have asked for it.
 */
final class PacketFilter {

    static final String NAME = "remocal-iptables";

    /** The chain that only a mesh's proxy is led from. */
    private static final String LEAVING = "OUTPUT";

    private static final PodPath INIT_CONTAINERS = PodPath.of("spec", "initContainers");

    private PacketFilter() {}

    /** @throws NotInjectable where the annotation is wrong, is not allowed, or something else redirects already */
    static boolean isAsked(JsonNode pod, InjectionSettings settings) {
        Annotations annotations = new Annotations(pod);
        Optional<String> asked = annotations.word(CAPTURE_ANNOTATION);
        asked.flatMap(capture -> objection(pod, capture, settings)).ifPresent(objection -> {
            throw annotations.wrong(CAPTURE_ANNOTATION, objection);
        });
        return asked.isPresent();
    }

    private static Optional<String> objection(JsonNode pod, String capture, InjectionSettings settings) {
        if (!capture.equals("iptables")) {
            return Optional.of("allowed is iptables, or no such annotation");
        }
        if (settings.iptablesImage().isEmpty()) {
            return Optional.of(
                    "capture by iptables is not allowed here; whoever installed Remocal can allow it, or remove"
                            + " the annotation");
        }
        if (new Annotations(pod).value(PodMetadata.SHIFT_ANNOTATION).isPresent()) {
            return Optional.of("it moves no app, so remove it or %s".formatted(PodMetadata.SHIFT_ANNOTATION));
        }
        return Mesh.objectionToRedirects(pod);
    }

    /** Behind the sidecar, which listens by then, and behind a mesh's rules: a packet goes to whoever came first. */
    static void addTo(PodDraft draft, List<Redirect> redirects, SidecarOptions options, InjectionSettings settings) {
        settings.iptablesImage()
                .filter(image -> !redirects.isEmpty())
                .ifPresent(image -> draft.insert(
                        INIT_CONTAINERS,
                        place(draft.pod()),
                        container(image, script(redirects, draft.pod()), options, settings)));
    }

    /** Whether there are rules in the pod that were written before a mesh's proxy was. */
    static boolean passesMeshBy(JsonNode pod) {
        JsonNode command = INIT_CONTAINERS.child(NAME).child("command").in(pod);
        return Mesh.containersIn(pod).findAny().isPresent()
                && !command.isMissingNode()
                && !command.toString().contains(LEAVING);
    }

    private static int place(JsonNode pod) {
        Set<String> before =
                Stream.concat(Stream.of(Sidecar.NAME), Mesh.containersIn(pod)).collect(Collectors.toSet());
        JsonNode present = INIT_CONTAINERS.in(pod);
        return IntStream.rangeClosed(1, present.size())
                .filter(place ->
                        before.contains(present.path(place - 1).path("name").asText()))
                .max()
                .orElse(0);
    }

    private static ObjectNode container(
            String image, String script, SidecarOptions options, InjectionSettings settings) {
        ObjectNode container =
                JsonNodeFactory.instance.objectNode().put("name", NAME).put("image", image);
        if (settings.imagePullPolicy() != null) {
            container.put("imagePullPolicy", settings.imagePullPolicy());
        }
        container.putArray("command").add("sh").add("-ec").add(script);
        options.resources().ifPresent(resources -> container.set("resources", resources.toJson()));
        container.set("securityContext", securityContext());
        container.set("volumeMounts", Sidecar.noToken());
        return container;
    }

    /**
     * May run again in the same network namespace. What the sidecar and the app's containers send to one another goes over
     * the loopback interface and is left alone, so the sidecar reaches the app under its own number; a mesh's proxy, which
     * reaches the app there too, is led to the sidecar. IPv6 is left out where the kernel has none.
     */
    private static String script(List<Redirect> redirects, JsonNode pod) {
        String rules = redirects.stream()
                .map(redirect ->
                        rule(redirect.number(), redirect.listen()) + rule(redirect.checks(), redirect.number()))
                .collect(Collectors.joining());
        String proxies = Mesh.connectionsToApp(pod).map(PacketFilter::proxied).collect(Collectors.joining());
        return """
                for iptables in iptables ip6tables; do
                  if [ $iptables = ip6tables ] && [ ! -e /proc/net/if_inet6 ]; then continue; fi
                  $iptables -w -t nat -N REMOCAL 2>/dev/null || $iptables -w -t nat -F REMOCAL
                %s%s%sdone
                """.formatted(rules, jump("PREROUTING ! -i lo -p tcp"), proxies);
    }

    private static String proxied(Mesh.Connections toApp) {
        return "  if [ $iptables = iptables ]; then proxy='%s'; else proxy='%s'; fi\n"
                        .formatted(toApp.ipv4(), toApp.ipv6())
                + jump(LEAVING + " -o lo $proxy -p tcp");
    }

    private static String jump(String from) {
        return """
                  $iptables -w -t nat -C %1$s -j REMOCAL 2>/dev/null ||
                    $iptables -w -t nat -A %1$s -j REMOCAL
                """.formatted(from);
    }

    private static String rule(int from, int to) {
        return "  $iptables -w -t nat -A REMOCAL -p tcp --dport %d -j REDIRECT --to-ports %d\n".formatted(from, to);
    }

    /** Only root keeps a capability across exec where the file has none (capabilities(7)). */
    private static ObjectNode securityContext() {
        ObjectNode context = JsonNodeFactory.instance.objectNode().put("allowPrivilegeEscalation", false);
        ObjectNode capabilities = context.putObject("capabilities");
        capabilities.putArray("drop").add("ALL");
        capabilities.putArray("add").add("NET_ADMIN");
        context.put("readOnlyRootFilesystem", true)
                .put("runAsNonRoot", false)
                .put("runAsUser", 0)
                .put("runAsGroup", 0);
        context.putObject("seccompProfile").put("type", "RuntimeDefault");
        return context;
    }
}
