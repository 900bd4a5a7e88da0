package dev.remocal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class WireFormatTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final String SPEC = """
            {"version":1,"id":"0f9a2b3c-1","owner":"ada@laptop","key":"ada","target":"svc/payments","mode":"divert",\
            "ports":[8080],"filter":"key:ada","onFailure":"cluster","createdAtMillis":1700000000000,"client":"remocal/1"}""";

    @Test
    void sessionSpecRoundTrips() throws Exception {
        SessionSpec spec = MAPPER.readValue(SPEC, SessionSpec.class);

        assertThat(spec)
                .isEqualTo(new SessionSpec(
                        1,
                        "0f9a2b3c-1",
                        "ada@laptop",
                        "ada",
                        "svc/payments",
                        Mode.DIVERT,
                        List.of(8080),
                        new Filter.Key("ada"),
                        OnFailure.CLUSTER,
                        null,
                        1_700_000_000_000L,
                        "remocal/1"));
        assertThat(MAPPER.writeValueAsString(spec)).isEqualTo(SPEC);
    }

    @Test
    void wrongFieldsAreNamed() {
        assertThatThrownBy(() -> MAPPER.readValue(SPEC.replace("8080", "0"), SessionSpec.class))
                .hasMessageContaining("port 0 is not in 1 to 65535");
        assertThatThrownBy(() -> MAPPER.readValue(SPEC.replace("[8080]", "[]"), SessionSpec.class))
                .hasMessageContaining("ports must name 1 to 32 ports");
        assertThatThrownBy(() -> MAPPER.readValue(SPEC.replace("0f9a2b3c-1", "../x"), SessionSpec.class))
                .hasMessageContaining("id must be 8 to 64 characters");
        assertThatThrownBy(() -> MAPPER.readValue(SPEC.replace("ada@laptop", "a\\u001b[2J"), SessionSpec.class))
                .hasMessageContaining("owner must be 1 to 128 printable characters");
        assertThatThrownBy(() -> MAPPER.readValue(SPEC.replace("key:ada", "key"), SessionSpec.class))
                .hasMessageContaining("expected ':' and a name");
    }

    @Test
    void sampleIsForMirrorsAndNamesAShare() throws Exception {
        String mirror = SPEC.replace("divert", "mirror");
        String sampled = mirror.replace("\"createdAt", "\"samplePercent\":12.5,\"createdAt");
        SessionSpec spec = MAPPER.readValue(sampled, SessionSpec.class);

        assertThat(spec.samplePercent()).isEqualTo(12.5);
        assertThat(MAPPER.writeValueAsString(spec)).isEqualTo(sampled);
        assertThat(MAPPER.readValue(mirror, SessionSpec.class).samplePercent()).isNull();
        assertThatThrownBy(() -> MAPPER.readValue(sampled.replace("mirror", "divert"), SessionSpec.class))
                .hasMessageContaining("samplePercent is for mode mirror only");
        for (String wrong : List.of("0", "-1", "100.1", "\"NaN\"")) {
            assertThatThrownBy(() -> MAPPER.readValue(sampled.replace("12.5", wrong), SessionSpec.class))
                    .hasMessageContaining("samplePercent must be more than 0 and at most 100");
        }
    }

    @Test
    void eventsCarryTheirKind() throws Exception {
        Event event = new Event.Exchange(7, 8080, Mode.DIVERT, "GET", "/", null, 12);
        String json = MAPPER.writeValueAsString(event);

        assertThat(json)
                .isEqualTo("{\"event\":\"exchange\",\"number\":7,\"port\":8080,\"mode\":\"divert\","
                        + "\"method\":\"GET\",\"target\":\"/\",\"durationMillis\":12}");
        assertThat(MAPPER.readValue(json, Event.class)).isEqualTo(event);
    }

    @Test
    void whatConcernsAWholeConnectionNamesNoRequest() throws Exception {
        Event connection = new Event.Connection(7, 3306, Mode.MIRROR, 517, 90_000, 12);
        Event fallback = new Event.Fallback(8, 3306, null, null, FailureCode.LOCAL_REFUSED, "Refused.");

        assertThat(MAPPER.writeValueAsString(connection))
                .isEqualTo("{\"event\":\"connection\",\"number\":7,\"port\":3306,\"mode\":\"mirror\","
                        + "\"bytesToDeveloper\":517,\"bytesFromDeveloper\":90000,\"durationMillis\":12}");
        assertThat(MAPPER.writeValueAsString(fallback))
                .isEqualTo("{\"event\":\"fallback\",\"number\":8,\"port\":3306,\"code\":\"local-refused\","
                        + "\"message\":\"Refused.\"}");
        assertThat(MAPPER.readValue(MAPPER.writeValueAsString(connection), Event.class))
                .isEqualTo(connection);
        assertThat(MAPPER.readValue(MAPPER.writeValueAsString(fallback), Event.class))
                .isEqualTo(fallback);
    }

    @Test
    void problemsCarryCodeAndSentence() throws Exception {
        Problem problem = new Problem(ProblemCode.CONFLICT, "Key ada is taken by bob@desk.", "bob@desk");
        String json = MAPPER.writeValueAsString(problem);

        assertThat(json)
                .isEqualTo(
                        "{\"code\":\"conflict\",\"message\":\"Key ada is taken by bob@desk.\",\"owner\":\"bob@desk\"}");
        assertThat(MAPPER.readValue(json, Problem.class)).isEqualTo(problem);
        assertThat(problem.code().status()).isEqualTo(409);
    }
}
