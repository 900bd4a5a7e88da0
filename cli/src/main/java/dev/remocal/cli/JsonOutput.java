package dev.remocal.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One JSON object a line. Pure ASCII, so that a terminal shows it as it is. */
final class JsonOutput implements EventOutput {

    private static final ObjectMapper MAPPER = mapper();

    private final PrintWriter out;
    private final Optional<String> profile;

    JsonOutput(PrintWriter out, Optional<String> profile) {
        this.out = out;
        this.profile = profile;
    }

    static ObjectMapper mapper() {
        ObjectMapper mapper =
                JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
        mapper.getFactory().setCharacterEscapes(new WithDelete());
        return mapper;
    }

    @Override
    public void print(Instant time, CliEvent event) {
        try {
            out.println(MAPPER.writeValueAsString(object(time, event)));
            out.flush();
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ObjectNode object(Instant time, CliEvent event) {
        ObjectNode fields = MAPPER.valueToTree(event);
        ObjectNode line = MAPPER.createObjectNode();
        line.set("event", fields.remove("event"));
        line.put("time", time.truncatedTo(ChronoUnit.MILLIS).toString());
        profile.ifPresent(name -> line.put("profile", name));
        if (fields.remove("terms") instanceof ObjectNode terms) {
            line.setAll(terms);
            line.set("podNames", line.remove("pods"));
        }
        line.setAll(fields);
        return line;
    }

    /** Jackson leaves DEL as it is, which is not printable. */
    private static final class WithDelete extends CharacterEscapes {

        private static final long serialVersionUID = 1;
        private static final int DELETE = 0x7f;

        @Override
        public int[] getEscapeCodesForAscii() {
            int[] codes = standardAsciiEscapesForJSON();
            codes[DELETE] = ESCAPE_CUSTOM;
            return codes;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int character) {
            return character == DELETE ? new SerializedString("\\u007f") : null;
        }
    }
}
