package dev.remocal.cli.tunnel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.remocal.protocol.Event;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Reads and writes the control port's JSON; a newer sidecar may send fields, events and codes that are unknown here. */
final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_INVALID_SUBTYPE)
            .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL);

    private Json() {}

    static ByteBuf write(Object value) {
        try {
            return Unpooled.wrappedBuffer(MAPPER.writeValueAsBytes(value));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @throws IOException where it is not what was expected
     */
    static <T> T read(ByteBuf json, Class<T> type) throws IOException {
        try (InputStream stream = new ByteBufInputStream(json.duplicate())) {
            T value = MAPPER.readValue(stream, type);
            if (value == null) {
                throw new IOException("the answer is empty");
            }
            return value;
        }
    }

    /** Empty for an event that this version does not know. */
    static Optional<Event> event(ByteBuf json) {
        try {
            return Optional.of(read(json, Event.class));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
