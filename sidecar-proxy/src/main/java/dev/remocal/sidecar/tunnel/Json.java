package dev.remocal.sidecar.tunnel;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.remocal.protocol.Event;
import dev.remocal.protocol.FailureCode;
import dev.remocal.protocol.Filter;
import dev.remocal.protocol.Mode;
import dev.remocal.protocol.OnFailure;
import dev.remocal.protocol.PortReport;
import dev.remocal.protocol.Problem;
import dev.remocal.protocol.ProblemCode;
import dev.remocal.protocol.Protocol;
import dev.remocal.protocol.ResolverReport;
import dev.remocal.protocol.SessionList;
import dev.remocal.protocol.SessionReport;
import dev.remocal.protocol.SessionSpec;
import dev.remocal.protocol.StatusReport;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The control port's bodies. */
@RegisterForReflection(
        targets = {
            Event.class,
            Event.Activated.class,
            Event.Admitted.class,
            Event.Closing.class,
            Event.Connection.class,
            Event.Dropped.class,
            Event.Exchange.class,
            Event.Fallback.class,
            Event.Opaque.class,
            Event.Preempted.class,
            FailureCode.class,
            Filter.class,
            Mode.class,
            OnFailure.class,
            PortReport.class,
            Problem.class,
            ProblemCode.class,
            ResolverReport.class,
            SessionList.class,
            SessionReport.class,
            SessionSpec.class,
            StatusReport.class
        })
final class Json {

    /** Strict: a field that this version does not know might narrow the session, so it must not be overlooked. */
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                    DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                    DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .build();

    private static final ObjectWriter EVENTS = MAPPER.writerFor(Event.class)
            .withRootValueSeparator("\n")
            .without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE);

    private Json() {}

    static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Writes one event a line, at less cost than each of them alone. */
    static SequenceWriter events(OutputStream out) {
        try {
            return EVENTS.writeValues(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    static SessionSpec readSpec(byte[] body) throws Refusal {
        JsonNode tree = readTree(body);
        requireVersion(tree.path("version"));
        try {
            return MAPPER.treeToValue(tree, SessionSpec.class);
        } catch (JsonProcessingException wrong) {
            throw new Refusal(ProblemCode.INVALID_SESSION, "The session is not valid: " + reason(wrong) + ".");
        }
    }

    private static JsonNode readTree(byte[] body) throws Refusal {
        try {
            JsonNode tree = MAPPER.readTree(body);
            if (tree.isObject()) {
                return tree;
            }
        } catch (JacksonException malformed) {
            throw new Refusal(
                    ProblemCode.MALFORMED_JSON,
                    "The body is not JSON" + place(malformed.getLocation()) + ": send a session as one JSON object.");
        } catch (IOException undecodable) {
            throw new Refusal(ProblemCode.MALFORMED_JSON, "The body is not UTF-8: send a session as one JSON object.");
        }
        throw new Refusal(ProblemCode.MALFORMED_JSON, "The body is no JSON object: send a session as one.");
    }

    /** Jackson gives none where a limit of its own is reached, such as 1000 levels. */
    private static String place(@Nullable JsonLocation location) {
        return location == null ? "" : " at " + location.offsetDescription();
    }

    private static void requireVersion(JsonNode version) throws Refusal {
        if (!version.isInt() || version.intValue() != Protocol.VERSION) {
            String asked = version.isValueNode() ? version.asText() : "none";
            throw new Refusal(
                    ProblemCode.UNSUPPORTED_VERSION,
                    "This sidecar speaks version " + Protocol.VERSION + ", the client asked for " + asked
                            + ": install the client that belongs to the sidecar's release.");
        }
    }

    /** The protocol's own sentence where there is one, else the field's path. */
    private static String reason(JsonProcessingException wrong) {
        if (wrong.getCause() instanceof IllegalArgumentException sentence && sentence.getMessage() != null) {
            return sentence.getMessage();
        }
        if (wrong instanceof UnrecognizedPropertyException unknown) {
            return "field " + unknown.getPropertyName() + " is unknown to version " + Protocol.VERSION;
        }
        if (wrong instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            return "field " + path(mapping) + " is missing or has the wrong type or value";
        }
        return "a field is missing or has the wrong type";
    }

    private static String path(JsonMappingException wrong) {
        return wrong.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
    }
}
