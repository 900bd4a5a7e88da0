package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.protocol.Filter;
import dev.remocal.protocol.Mode;
import dev.remocal.protocol.ValueMatch;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * For random filters and heads, a request goes where it would go if every filter were tried on it. Both are made of few
 * words, written in many ways, so that they often meet.
 */
class RoutingPropertyTest {

    private static final int APP_PORT = 8080;
    private static final int OTHER_PORT = 8081;
    private static final int TABLES = 400;
    private static final int HEADS_PER_TABLE = 20;

    private static final String[] NAMES = {
        "a", "x-a", "remocal", "host", "cookie", "baggage", "\u00E9", "a b", "a:1", "s", "\u017F", "\uFFFD"
    };
    private static final String[] VALUES = {
        "1",
        "12",
        "ada",
        "Ada",
        "a b",
        "a+b",
        "a=b",
        "\u00E9",
        "%61",
        "/",
        "/a",
        "/a/b",
        "/\u00E9",
        "\uFFFD",
        "",
        "x".repeat(70)
    };
    private static final String[] HOSTS = {"shop", "Shop", "k", "\u212A", "[::1]", "::1", "[", "[::2", "\uFFFD"};
    private static final String[] METHODS = {"GET", "POST", "CONNECT", "get", "G"};

    /** Bytes that mean something somewhere. */
    private static final String SIGNS = "  ;,=&?%+/@:[]\"*\t#.";

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theIndexHidesNoRule(long seed) {
        Random random = new Random(seed);
        int routed = 0;
        int spared = 0;
        for (int i = 0; i < TABLES; i++) {
            List<IdleDeveloper> developers = developers(random);
            RouteTable table = RouteTable.of(developers);
            for (int j = 0; j < HEADS_PER_TABLE; j++) {
                ByteBuf bytes = acceptedHead(random);
                RequestHead head = RequestHead.parse(bytes);
                Candidates candidates = table.candidates(APP_PORT, bytes, bytes.readerIndex(), bytes.writerIndex());
                Route route = candidates.route(head);
                assertThat(route)
                        .as(() -> bytes.toString(StandardCharsets.UTF_8) + developers)
                        .isEqualTo(triedOneByOne(developers, head));
                routed += route.isApp() ? 0 : 1;
                spared += candidates.isEmpty() ? 1 : 0;
            }
        }
        assertThat(routed).isGreaterThan(TABLES * HEADS_PER_TABLE / 10);
        assertThat(spared).isGreaterThan(TABLES * HEADS_PER_TABLE / 10);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theIndexHidesNoRuleFromStreams(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < TABLES; i++) {
            List<IdleDeveloper> developers = developers(random);
            RouteTable table = RouteTable.of(developers);
            for (int j = 0; j < HEADS_PER_TABLE; j++) {
                Http2Headers headers = headers(random);
                Http2Request request = Http2Request.of(1, headers, true, table, APP_PORT);
                if (request != null) {
                    assertThat(request.route())
                            .as(() -> headers + " " + developers)
                            .isEqualTo(triedOneByOne(developers, request.head()));
                }
            }
        }
    }

    private static Route triedOneByOne(List<IdleDeveloper> developers, RequestHead head) {
        List<Developer> diverts = new ArrayList<>();
        List<Developer> mirrors = new ArrayList<>();
        developers.stream()
                .filter(developer -> developer.spec().ports().contains(APP_PORT))
                .filter(developer ->
                        RequestMatcher.compile(developer.spec().filter()).matches(head))
                .sorted(Comparator.comparing(IdleDeveloper::spec, RouteTable.ORDER))
                .forEach(developer -> (developer.spec().mode() == Mode.MIRROR ? mirrors : diverts).add(developer));
        return new Route(
                diverts.isEmpty() ? null : diverts.getFirst(),
                mirrors,
                diverts.subList(Math.min(1, diverts.size()), diverts.size()));
    }

    // ---- filters ----

    private static List<IdleDeveloper> developers(Random random) {
        List<IdleDeveloper> developers = new ArrayList<>();
        int count = random.nextInt(6);
        for (int i = 0; i < count; i++) {
            Mode mode = random.nextInt(4) == 0 ? Mode.MIRROR : Mode.DIVERT;
            int[][] ports = {{APP_PORT}, {APP_PORT}, {OTHER_PORT}, {OTHER_PORT, APP_PORT}};
            developers.add(new IdleDeveloper("d" + i, mode, filter(random, 3), pick(random, ports)));
        }
        return developers;
    }

    private static Filter filter(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 16 : 10)) {
            case 0 -> new Filter.Key(pick(random, VALUES));
            case 1, 2 -> new Filter.Header(pick(random, NAMES), match(random));
            case 3 -> new Filter.Cookie(pick(random, NAMES), match(random));
            case 4, 5 -> new Filter.Query(pick(random, NAMES), match(random));
            case 6 -> new Filter.Baggage(pick(random, NAMES), match(random));
            case 7 -> new Filter.Path(match(random));
            case 8 -> new Filter.Method(new ValueMatch.Exact(pick(random, METHODS)));
            case 9 -> new Filter.Host(match(random, pick(random, HOSTS)));
            case 10, 11, 12 -> new Filter.All(List.of(filter(random, depth - 1), filter(random, depth - 1)));
            case 13, 14 -> new Filter.Any(List.of(filter(random, depth - 1), filter(random, depth - 1)));
            default -> random.nextInt(20) == 0 ? new Filter.Everything() : new Filter.Not(filter(random, depth - 1));
        };
    }

    private static ValueMatch match(Random random) {
        return match(random, pick(random, VALUES));
    }

    private static ValueMatch match(Random random, String value) {
        return switch (random.nextInt(8)) {
            case 0 -> new ValueMatch.Present();
            case 1 -> new ValueMatch.Regex("^a");
            case 2, 3 -> new ValueMatch.Prefix(value);
            default -> new ValueMatch.Exact(value);
        };
    }

    // ---- heads ----

    private static ByteBuf acceptedHead(Random random) {
        while (true) {
            ByteBuf head = Unpooled.wrappedBuffer(head(random));
            RequestScanner.Step step = new RequestScanner().scan(head, 0, head.writerIndex());
            if (step == RequestScanner.Step.HEAD_COMPLETE) {
                return head;
            }
        }
    }

    private static byte[] head(Random random) {
        Bytes head = new Bytes();
        head.add(pick(random, METHODS)).add(" ").add(target(random)).add(" HTTP/1.1\r\n");
        int fields = random.nextInt(5);
        for (int i = 0; i < fields; i++) {
            byte[] name = name(random);
            head.add(name).add(":").add(value(random, name)).add("\r\n");
        }
        return head.add("\r\n").toByteArray();
    }

    private static Http2Headers headers(Random random) {
        Http2Headers headers = new DefaultHttp2Headers(false);
        headers.method(pick(random, METHODS));
        if (random.nextInt(8) > 0) {
            headers.path(new AsciiString(target(random)));
        }
        if (random.nextInt(3) > 0) {
            headers.authority(new AsciiString(host(random)));
        }
        int fields = random.nextInt(5);
        for (int i = 0; i < fields; i++) {
            byte[] name = random.nextInt(10) == 0 ? list(random, ";") : name(random);
            headers.add(new AsciiString(name), new AsciiString(value(random, name)));
        }
        return headers;
    }

    private static byte[] target(Random random) {
        Bytes target = new Bytes();
        String[] starts = {"/", "/", "/a", "/a/b", "/a/b", "*", "http://shop", "http://shop/a", "shop:80"};
        target.add(pick(random, starts));
        if (random.nextInt(10) == 0) {
            target.add(written(random, pick(random, VALUES)));
        }
        int parameters = random.nextInt(4);
        for (int i = 0; i < parameters; i++) {
            target.add(i == 0 ? "?" : "&").add(written(random, pick(random, NAMES)));
            target.add(random.nextInt(6) == 0 ? "" : "=").add(written(random, pick(random, VALUES)));
        }
        return target.toByteArray();
    }

    private static byte[] name(Random random) {
        String name = pick(random, NAMES);
        return new Bytes()
                .add(random.nextBoolean() ? name : name.toUpperCase(Locale.ROOT))
                .toByteArray();
    }

    private static byte[] value(Random random, byte[] name) {
        return switch (new String(name, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT)) {
            case "host" -> host(random);
            case "cookie" -> list(random, "; ");
            case "baggage" -> list(random, ",");
            default -> single(random);
        };
    }

    private static byte[] single(Random random) {
        Bytes value = new Bytes().add(blank(random));
        return value.add(written(random, pick(random, VALUES)))
                .add(blank(random))
                .toByteArray();
    }

    private static byte[] host(Random random) {
        return new Bytes()
                .add(pick(random, new String[] {"", "", "ada@", "a:b@"}))
                .add(written(random, pick(random, HOSTS)))
                .add(pick(random, new String[] {"", "", ":80", ":"}))
                .toByteArray();
    }

    private static byte[] list(Random random, String separator) {
        Bytes list = new Bytes();
        int pairs = random.nextInt(4);
        for (int i = 0; i < pairs; i++) {
            list.add(written(random, pick(random, NAMES)))
                    .add(blank(random))
                    .add("=")
                    .add(single(random));
            list.add(pick(random, new String[] {separator, separator, separator, ";p=q" + separator, ",", ";"}));
        }
        return list.toByteArray();
    }

    private static String blank(Random random) {
        return pick(random, new String[] {"", "", "", " ", "\t "});
    }

    /** Mostly as it is, else with some bytes in another form, or with one that does not belong there. */
    private static byte[] written(Random random, String text) {
        Bytes result = new Bytes();
        int kind = random.nextInt(6);
        for (byte next : bytes(text)) {
            if (kind == 0 || (kind == 1 && random.nextInt(3) == 0)) {
                result.add("%%%02x".formatted(next));
            } else if (kind > 3 && next == ' ') {
                result.write('+');
            } else {
                result.write(kind == 2 && random.nextInt(4) == 0 ? random.nextInt(256) : next);
            }
        }
        if (kind == 3 && random.nextInt(3) == 0) {
            result.write(SIGNS.charAt(random.nextInt(SIGNS.length())));
        }
        return result.toByteArray();
    }

    /** What is read as U+FFFD is mostly something else. */
    private static byte[] bytes(String text) {
        return text.equals("\uFFFD") ? new byte[] {(byte) 0xff} : text.getBytes(StandardCharsets.UTF_8);
    }

    private static final class Bytes extends ByteArrayOutputStream {

        Bytes add(String text) {
            return add(text.getBytes(StandardCharsets.UTF_8));
        }

        Bytes add(byte[] bytes) {
            writeBytes(bytes);
            return this;
        }
    }

    private static <T> T pick(Random random, T[] from) {
        return from[random.nextInt(from.length)];
    }
}
