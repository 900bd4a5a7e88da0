package dev.remocal.injector;

import static dev.remocal.injector.PodMetadata.PORTS_ANNOTATION;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which ports the sidecar gets in front of, how, and under which numbers.
 *
 * @param captures at least one
 * @param warnings about ports that some callers reach past the sidecar
 */
record CapturePlan(List<Capture> captures, List<String> warnings) {

    /** @throws NotInjectable where there is nothing to capture, or an annotation asks for what cannot be */
    static CapturePlan of(JsonNode pod, InjectionSettings settings) {
        boolean redirected = PacketFilter.isAsked(pod, settings);
        List<Candidate> chosen = narrowed(pod, redirected ? redirected(pod) : candidates(pod));
        if (chosen.isEmpty()) {
            throw new NotInjectable(new Decision.Skip(
                    SkipReason.NOTHING_TO_CAPTURE,
                    "No app container of %s names a TCP port; name the one its Service targets."
                            .formatted(Pods.object(pod))));
        }
        return new CapturePlan(numbered(pod, chosen), redirected ? List.of() : warnings(pod, chosen));
    }

    List<CapturedPort> ports() {
        return captures.stream().flatMap(capture -> capture.ports().stream()).toList();
    }

    List<Redirect> redirects() {
        return captures.stream()
                .filter(Redirect.class::isInstance)
                .map(Redirect.class::cast)
                .toList();
    }

    /** What is to be done about a port. */
    private sealed interface Way {

        record Renumber() implements Way {}

        record Move(Relocation relocation) implements Way {}

        record Filter() implements Way {}
    }

    /**
     * A port that can be captured.
     *
     * @param names of its entries, or its number
     * @param asked by name, in an annotation
     */
    private record Candidate(String container, List<String> names, int number, Way way, boolean asked) {

        Candidate only(Set<String> wanted) {
            List<String> kept = names.stream().filter(wanted::contains).toList();
            return asked ? this : new Candidate(container, kept, number, way, false);
        }

        /** @param mine the sidecar's number; for a shifted app, its own */
        Capture capture(int mine, FreePorts free) {
            return switch (way) {
                case Way.Renumber renumber -> new Renumbering(container, names, number, mine);
                case Way.Move(Relocation relocation) -> new Shift(container, names, number, mine, relocation);
                case Way.Filter filter -> new Redirect(container, names, number, mine, free.next());
            };
        }

        boolean byNumber() {
            return !(way instanceof Way.Renumber);
        }
    }

    /** Every port, for the filter goes by number. */
    private static List<Candidate> redirected(JsonNode pod) {
        List<AppPort> declared = AppPort.of(pod);
        return Pods.firstOfEach(declared.stream(), AppPort::number).stream()
                .map(port -> new Candidate(
                        port.container(),
                        labels(declared, port.container(), port.number()),
                        port.number(),
                        new Way.Filter(),
                        false))
                .toList();
    }

    private static List<Candidate> candidates(JsonNode pod) {
        List<AppPort> declared = AppPort.of(pod);
        Stream<Candidate> asked = ShiftAnnotation.of(pod).stream().map(entry -> asked(entry, declared));
        List<Candidate> shifted = Pods.firstOfEach(Stream.concat(asked, detected(pod, declared)), Candidate::number);
        Set<Integer> taken = shifted.stream().map(Candidate::number).collect(Collectors.toSet());
        return Stream.concat(shifted.stream(), named(declared).filter(port -> !taken.contains(port.number())))
                .toList();
    }

    private static Candidate asked(ShiftAnnotation.Entry entry, List<AppPort> declared) {
        return new Candidate(
                entry.container(),
                labels(declared, entry.container(), entry.number()),
                entry.number(),
                new Way.Move(entry.relocation()),
                true);
    }

    /** Ports without a name, which only the number leads to, of apps that are told it by a variable that is known. */
    private static Stream<Candidate> detected(JsonNode pod, List<AppPort> declared) {
        Set<Integer> byName =
                declared.stream().filter(AppPort::isNamed).map(AppPort::number).collect(Collectors.toSet());
        return AppPort.containers(pod)
                .flatMap(container -> declared.stream()
                        .filter(port ->
                                port.container().equals(container.path("name").asText()))
                        .filter(port -> !byName.contains(port.number()))
                        .flatMap(port -> Relocation.detect(container, port.number()).stream()
                                .map(way -> new Candidate(
                                        port.container(),
                                        List.of(String.valueOf(port.number())),
                                        port.number(),
                                        new Way.Move(way),
                                        false))));
    }

    /** Names are unique in one container only; a Service resolves to the first, so no traffic goes to a later one. */
    private static Stream<Candidate> named(List<AppPort> declared) {
        return Pods.firstOfEach(declared.stream().filter(AppPort::isNamed), AppPort::name).stream()
                .map(port -> new Candidate(
                        port.container(), List.of(port.name()), port.number(), new Way.Renumber(), false));
    }

    private static List<String> labels(List<AppPort> declared, String container, int number) {
        List<String> names = declared.stream()
                .filter(port -> port.container().equals(container) && port.number() == number && port.isNamed())
                .map(AppPort::name)
                .toList();
        return names.isEmpty() ? List.of(String.valueOf(number)) : names;
    }

    private static List<Candidate> narrowed(JsonNode pod, List<Candidate> candidates) {
        Annotations annotations = new Annotations(pod);
        if (candidates.isEmpty() || annotations.value(PORTS_ANNOTATION).isEmpty()) {
            return candidates;
        }
        Set<String> wanted = Set.copyOf(annotations.entries(PORTS_ANNOTATION));
        List<String> known = candidates.stream()
                .flatMap(candidate -> candidate.names().stream())
                .toList();
        if (!known.containsAll(wanted)) {
            throw annotations.wrong(PORTS_ANNOTATION, "allowed are the TCP ports " + String.join(", ", known));
        }
        return candidates.stream()
                .map(candidate -> candidate.only(wanted))
                .filter(candidate -> !candidate.names().isEmpty())
                .toList();
    }

    /** Two names of one number share the sidecar's: there is one app behind it. */
    private static List<Capture> numbered(JsonNode pod, List<Candidate> chosen) {
        FreePorts free = new FreePorts(pod);
        Map<Integer, Integer> numbers = new HashMap<>();
        List<Capture> captures = new ArrayList<>();
        for (Candidate candidate : chosen) {
            captures.add(candidate.capture(numbers.computeIfAbsent(candidate.number(), number -> free.next()), free));
        }
        return captures;
    }

    /** An entry without a name is there for those who use the number. */
    private static List<String> warnings(JsonNode pod, List<Candidate> chosen) {
        Set<Integer> byNumber = chosen.stream()
                .filter(Candidate::byNumber)
                .map(Candidate::number)
                .collect(Collectors.toSet());
        return AppPort.of(pod).stream()
                .filter(port -> !port.isNamed() && !byNumber.contains(port.number()))
                .map(port ->
                        "Who uses number %d of %s passes the sidecar by; name the port and target the name, or set %s."
                                .formatted(port.number(), Pods.object(pod), PodMetadata.SHIFT_ANNOTATION))
                .distinct()
                .toList();
    }
}
