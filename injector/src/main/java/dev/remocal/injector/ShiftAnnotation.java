package dev.remocal.injector;

import static dev.remocal.injector.PodMetadata.SHIFT_ANNOTATION;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@value PodMetadata#SHIFT_ANNOTATION}: {@code 8080=quarkus, 9000=ADMIN_PORT}. */
final class ShiftAnnotation {

    private static final Pattern FORM = Pattern.compile("(\\d{1,5})=(.+)");

    private final JsonNode pod;
    private final Annotations annotations;
    private final Set<Integer> seen = new HashSet<>();

    private ShiftAnnotation(JsonNode pod) {
        this.pod = pod;
        this.annotations = new Annotations(pod);
    }

    /** One port that is to be shifted, in the container whose app listens on it. */
    record Entry(String container, int number, Relocation relocation) {}

    /** @throws NotInjectable where an entry is wrong, or says what the pod contradicts */
    static List<Entry> of(JsonNode pod) {
        ShiftAnnotation annotation = new ShiftAnnotation(pod);
        return annotation.annotations.entries(SHIFT_ANNOTATION).stream()
                .map(annotation::entry)
                .toList();
    }

    private Entry entry(String text) {
        Matcher form = FORM.matcher(text);
        int number = form.matches() ? Integer.parseInt(form.group(1)) : 0;
        if (number < 1 || number > FreePorts.LAST) {
            throw wrong(Relocation.ALLOWED);
        }
        if (!seen.add(number) || Sidecar.OWN_PORTS.contains(number)) {
            throw wrong("each port may be named once, and the sidecar's own not at all");
        }
        Relocation relocation = Relocation.parse(form.group(2)).orElseThrow(() -> wrong(Relocation.ALLOWED));
        JsonNode container = container(number);
        relocation.obstacle(container, number).ifPresent(obstacle -> {
            throw wrong(obstacle);
        });
        return new Entry(container.path("name").asText(), number, relocation);
    }

    /** The one that declares the port; the only one where none does, for declaring ports is optional. */
    private JsonNode container(int number) {
        List<JsonNode> containers = AppPort.containers(pod).toList();
        Optional<String> declaring = AppPort.of(pod).stream()
                .filter(port -> port.number() == number)
                .map(AppPort::container)
                .findFirst();
        return containers.stream()
                .filter(container ->
                        declaring.map(container.path("name").asText()::equals).orElse(containers.size() == 1))
                .findFirst()
                .orElseThrow(() -> wrong("port %d must be among a container's ports".formatted(number)));
    }

    private NotInjectable wrong(String allowed) {
        return annotations.wrong(SHIFT_ANNOTATION, allowed);
    }
}
