package dev.remocal.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever Jackson makes of a text, a tree or a sentence, is what this makes of it. */
class ReviewJsonFactoryTest {

    private static final ObjectMapper JACKSON = new ObjectMapper(new JsonFactory());
    private static final ObjectMapper REVIEW =
            new ObjectMapper(new ReviewJsonFactory(StreamReadConstraints.defaults()));

    /** Bytes that a parser of a stream holds at a time. */
    private static final int BUFFER = 8_000;

    /** Of texts that are tried. */
    private static final int MANY = 2_000;

    static final List<String> REVIEWS = Reviews.ALL;

    @ParameterizedTest
    @FieldSource("REVIEWS")
    void aReviewIsRead(String name) throws IOException {
        String review = Reviews.read(name).toString();

        assertThat(read(REVIEW, review)).isEqualTo(read(JACKSON, review));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[\"\"]",
                "[\"a\"]",
                "[\"\\u0041\\n\\\"\"]",
                "[\"straße\", \"€\", \"𐍈\"]",
                "[\"a\\\\\"]",
                "{\"a\":\"b\",\"c\":[1,2.5,true,null,\"d\"]}",
                "[\"\u007f\"]",
                "[\"\u0001\"]",
                "[\"a\tb\"]",
                "[\"never closed",
                "[\"\\u00\"]",
                "[\"\\x\"]",
                "[\"a\" \"b\"]",
                "['a']",
                "",
            })
    void aTextIsReadOrRefusedInTheSameWords(String text) throws IOException {
        Throwable expected = catchThrowable(() -> read(JACKSON, text));
        if (expected == null) {
            assertThat(read(REVIEW, text)).isEqualTo(read(JACKSON, text));
        } else {
            assertThat(catchThrowable(() -> read(REVIEW, text)))
                    .hasSameClassAs(expected)
                    .hasMessage(expected.getMessage());
        }
    }

    @Test
    void aStringMayLieAnywhereInTheBuffer() throws IOException {
        for (int before = BUFFER - 40; before < BUFFER + 10; before++) {
            String text = "[\"" + "x".repeat(before) + "\",\"sixteen characters\",\"three\\n\",\"€\"]";

            assertThat(read(REVIEW, text)).as("%d characters before", before).isEqualTo(read(JACKSON, text));
        }
    }

    @Test
    void stringsOfAllKindsComeOutAsTheyWere() throws IOException {
        Random random = new Random(1);
        ArrayNode texts = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < MANY; i++) {
            texts.add(text(random));
        }

        assertThat(read(REVIEW, texts.toString())).isEqualTo(texts);
    }

    @Test
    void aStringIsTheSameWhenItIsAskedForAgain() throws IOException {
        try (var parser = REVIEW.createParser(stream("\"text\""))) {
            parser.nextToken();

            assertThat(List.of(parser.getText(), parser.getText(), parser.getValueAsString()))
                    .containsOnly("text");
            assertThat(new String(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength()))
                    .isEqualTo("text");
        }
    }

    private static TextNode text(Random random) {
        // From digits to beyond Latin-1, plain in most cases.
        int highest = random.nextInt(4) == 0 ? 0x2100 : 0x7f;
        return TextNode.valueOf(random.ints(random.nextInt(90), '0', highest)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString());
    }

    private static JsonNode read(ObjectMapper mapper, String text) throws IOException {
        return mapper.readTree(stream(text));
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
