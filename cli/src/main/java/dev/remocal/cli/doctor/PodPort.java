package dev.remocal.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.remocal.cli.cluster.ServicePort;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A port that a pod declares.
 *
 * @param name empty where it has none
 */
record PodPort(String container, String name, int number) {

    /** IANA_SVC_NAME, as Kubernetes checks the names of container ports. */
    private static final Predicate<String> VALID =
            Pattern.compile("(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*").asMatchPredicate();

    static List<PodPort> in(JsonNode pod) {
        return pod.at("/spec/containers")
                .valueStream()
                .flatMap(container -> container
                        .path("ports")
                        .valueStream()
                        .map(port -> new PodPort(
                                container.path("name").asText(),
                                port.path("name").asText(),
                                port.path("containerPort").asInt())))
                .toList();
    }

    /** That of the Service's port, where a pod can have it and has not. */
    static String freeName(JsonNode pod, ServicePort port) {
        return Stream.of(port.name(), "http")
                .filter(VALID)
                .filter(name -> in(pod).stream().noneMatch(taken -> taken.name().equals(name)))
                .findFirst()
                .orElse("port-" + port.targetNumber());
    }

    /** Whose port that is: declared, or else that of the only container. */
    static Optional<String> container(JsonNode pod, int number) {
        return in(pod).stream()
                .filter(port -> port.number() == number)
                .map(PodPort::container)
                .findFirst()
                .or(() -> Optional.of(pod.at("/spec/containers"))
                        .filter(containers -> containers.size() == 1)
                        .map(containers -> containers.get(0).path("name").asText()));
    }
}
