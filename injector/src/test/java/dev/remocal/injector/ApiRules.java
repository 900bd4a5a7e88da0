package dev.remocal.injector;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an API server of Kubernetes 1.36 refuses in a pod, as far as an injector could cause it: fields and types (those of the
 * client library's model) and the rules of {@code pkg/apis/core/validation/validation.go}, under the names of its functions.
 */
final class ApiRules {

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern QUALIFIED_NAME =
            Pattern.compile("([a-z0-9]([a-z0-9.-]*[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");
    private static final Pattern LABEL_VALUE = Pattern.compile("([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?");
    private static final Pattern PORT_NAME = Pattern.compile("(?=.*[a-z])(?!.*--)[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?");
    private static final Pattern VARIABLE_NAME = Pattern.compile("[\\x20-\\x3c\\x3e-\\x7e]+");
    private static final int ANNOTATION_BYTES = 256 * 1024;

    private static final ObjectReader MODEL = JsonMapper.builder()
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .annotationIntrospector(new WithoutAnySetters())
            .build()
            .readerFor(Pod.class);

    private final JsonNode pod;
    private final JsonNode spec;
    private final List<String> violations = new ArrayList<>();

    private ApiRules(JsonNode pod) {
        this.pod = pod;
        this.spec = pod.path("spec");
    }

    /** Every violation, as the rule and the field at fault; empty where the pod is accepted. */
    static List<String> violations(JsonNode pod) {
        ApiRules rules = new ApiRules(pod);
        rules.fields();
        rules.metadata();
        rules.containers();
        rules.volumes();
        rules.sysctls();
        rules.podResources();
        return rules.violations;
    }

    /** Fields that Kubernetes does not know, and values of the wrong type. */
    private void fields() {
        try {
            MODEL.withHandler(new UnknownFields()).treeToValue(pod, Pod.class);
        } catch (JsonProcessingException wrong) {
            violations.add("type: " + wrong.getOriginalMessage());
        }
    }

    /** The model keeps fields that it does not know; here they are to be found. */
    private static final class WithoutAnySetters extends JacksonAnnotationIntrospector {

        private static final long serialVersionUID = 1;

        @Override
        public @Nullable Boolean hasAnySetter(Annotated member) {
            return member instanceof AnnotatedMember ? Boolean.FALSE : null;
        }
    }

    private final class UnknownFields extends DeserializationProblemHandler {

        @Override
        public boolean handleUnknownProperty(
                DeserializationContext context,
                JsonParser parser,
                JsonDeserializer<?> deserializer,
                Object owner,
                String field)
                throws IOException {
            violations.add("unknown field: " + owner.getClass().getSimpleName() + "." + field);
            parser.skipChildren();
            return true;
        }
    }

    private void metadata() {
        JsonNode annotations = pod.path("metadata").path("annotations");
        int bytes = annotations.properties().stream()
                .mapToInt(entry ->
                        entry.getKey().length() + entry.getValue().asText().length())
                .sum();
        violationIf(bytes > ANNOTATION_BYTES, "ValidateAnnotationsSize");
        annotations.properties().forEach(entry -> require(QUALIFIED_NAME, entry.getKey(), "ValidateAnnotations"));
        pod.path("metadata").path("labels").properties().forEach(entry -> {
            require(QUALIFIED_NAME, entry.getKey(), "ValidateLabels");
            require(LABEL_VALUE, entry.getValue().asText(), "ValidateLabels");
        });
    }

    private void containers() {
        distinct(names(all()), "validateContainers: name");
        all().forEach(this::container);
        Pods.stream(spec.path("containers"))
                .forEach(container -> violationIf(container.has("restartPolicy"), "restartPolicy: " + name(container)));
        Pods.stream(spec.path("initContainers"))
                .filter(container -> !container.has("restartPolicy"))
                .forEach(container -> Stream.of("livenessProbe", "readinessProbe", "startupProbe", "lifecycle")
                        .forEach(field ->
                                violationIf(!Pods.holdsNothing(container.path(field)), "init container: " + field)));
        distinct(hostPorts(), "checkHostPortConflicts");
    }

    private void container(JsonNode container) {
        require(LABEL, name(container), "validateContainers: name");
        violationIf(container.path("image").asText("").isEmpty(), "validateContainers: image");
        ports(container);
        Pods.stream(container.path("env")).forEach(this::variable);
        mounts(container);
        Checks.ports(PodPath.of())
                .map(path -> path.in(container))
                .filter(port -> !port.isMissingNode())
                .forEach(port -> checkedPort(name(container), port));
        handlers(container);
        resources(container.path("resources"), name(container));
    }

    private void ports(JsonNode container) {
        distinct(
                Pods.stream(container.path("ports"))
                        .filter(port -> port.hasNonNull("name"))
                        .map(port -> port.path("name").asText()),
                "validateContainerPorts: name: " + name(container));
        Pods.stream(container.path("ports")).forEach(port -> {
            violationIf(!isPort(port.path("containerPort")), "validateContainerPorts: number");
            if (port.hasNonNull("name")) {
                require(PORT_NAME, port.path("name").asText(), "validateContainerPorts: name");
            }
        });
    }

    private void variable(JsonNode variable) {
        require(VARIABLE_NAME, variable.path("name").asText(), "ValidateEnv: name");
        violationIf(
                !variable.path("value").asText("").isEmpty() && variable.hasNonNull("valueFrom"),
                "validateEnvVarValueFrom");
    }

    private void mounts(JsonNode container) {
        Set<String> volumes = names(Pods.stream(spec.path("volumes"))).collect(Collectors.toSet());
        names(Pods.stream(container.path("volumeMounts")))
                .forEach(volume -> violationIf(!volumes.contains(volume), "ValidateVolumeMounts: " + volume));
        distinct(
                Pods.stream(container.path("volumeMounts"))
                        .map(mount -> mount.path("mountPath").asText()),
                "ValidateVolumeMounts: mountPath");
    }

    private void checkedPort(String container, JsonNode port) {
        if (port.isTextual()) {
            require(PORT_NAME, port.textValue(), "ValidatePortNumOrName: " + container);
        } else {
            violationIf(!isPort(port), "ValidatePortNumOrName: " + container);
        }
    }

    private void handlers(JsonNode container) {
        Stream.of("livenessProbe", "readinessProbe", "startupProbe")
                .map(container::path)
                .filter(JsonNode::isObject)
                .forEach(probe -> violationIf(
                        Stream.of("exec", "httpGet", "tcpSocket", "grpc")
                                        .filter(probe::has)
                                        .count()
                                != 1,
                        "validateHandler: " + name(container)));
    }

    private void resources(JsonNode resources, String owner) {
        resources.path("requests").properties().forEach(request -> {
            JsonNode limit = resources.path("limits").path(request.getKey());
            violationIf(
                    !limit.isMissingNode()
                            && Quantity.parse("limit", limit.asText())
                                            .compareTo(Quantity.parse(
                                                    "request",
                                                    request.getValue().asText()))
                                    < 0,
                    "ValidateResourceRequirements: " + owner);
        });
    }

    private void volumes() {
        distinct(names(Pods.stream(spec.path("volumes"))), "ValidateVolumes: name");
        names(Pods.stream(spec.path("volumes"))).forEach(name -> require(LABEL, name, "ValidateVolumes: name"));
    }

    private void sysctls() {
        distinct(names(Pods.stream(spec.path("securityContext").path("sysctls"))), "validateSysctls");
    }

    /** KEP-2837: what the containers ask for together stays within what is asked for the pod. */
    private void podResources() {
        resources(spec.path("resources"), "pod");
        spec.path("resources").path("requests").properties().forEach(request -> {
            double sum = Stream.concat(
                            Pods.stream(spec.path("containers")),
                            Pods.stream(spec.path("initContainers")).filter(each -> each.has("restartPolicy")))
                    .map(each -> each.path("resources").path("requests").path(request.getKey()))
                    .filter(JsonNode::isTextual)
                    .mapToDouble(
                            each -> Quantity.parse("request", each.textValue()).doubleValue())
                    .sum();
            violationIf(
                    sum > Quantity.parse("request", request.getValue().asText()).doubleValue(),
                    "validatePodResourceConsistency: " + request.getKey());
        });
    }

    private Stream<JsonNode> all() {
        return Stream.of("initContainers", "containers").flatMap(list -> Pods.stream(spec.path(list)));
    }

    private Stream<String> hostPorts() {
        return all().flatMap(container -> Pods.stream(container.path("ports")))
                .filter(port -> port.path("hostPort").asInt() > 0)
                .map(port -> port.path("protocol").asText("TCP") + "/"
                        + port.path("hostIP").asText("") + "/"
                        + port.path("hostPort").asInt());
    }

    private void distinct(Stream<String> values, String rule) {
        Set<String> seen = new HashSet<>();
        values.forEach(value -> violationIf(!seen.add(value), rule + ": " + value + " occurs twice"));
    }

    private void require(Pattern form, String value, String rule) {
        violationIf(!form.matcher(value).matches(), rule + ": " + value);
    }

    private void violationIf(boolean violated, String violation) {
        if (violated) {
            violations.add(violation);
        }
    }

    private static boolean isPort(JsonNode port) {
        return port.isIntegralNumber() && port.asInt() > 0 && port.asInt() <= FreePorts.LAST;
    }

    private static Stream<String> names(Stream<JsonNode> elements) {
        return elements.map(ApiRules::name);
    }

    private static String name(JsonNode element) {
        return element.path("name").asText("");
    }
}
