package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.remocal.protocol.Filter;
import dev.remocal.protocol.ValueMatch;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Whatever filter is asked for, it is refused with a sentence or matched as its words say, in a bounded time. */
class FiltersFuzzTest {

    /** Far above what the limits allow, as instrumented code is slow; a filter that explodes takes minutes. */
    private static final long CPU_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final RequestHead HEAD = head("""
            GET /orders/1?a=b&c HTTP/1.1\r
            host: shop.example:80\r
            x-user: ada\r
            X-User: bob\r
            cookie: remocal=ada; a=b\r
            baggage: remocal=ada;p=1,a=b\r
            \r
            """);
    private static final RequestHead LONG_HEAD = head("GET /" + "a".repeat(FilterCompiler.MAX_REGEX_INPUT - 1)
            + " HTTP/1.1\r\nx-user: " + "ab".repeat(FilterCompiler.MAX_REGEX_INPUT / 2) + "\r\n\r\n");

    private static RequestHead head(String text) {
        return RequestHead.parse(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
    }

    @FuzzTest(maxDuration = "10m")
    void matchedAsItsWordsSay(byte[] text) {
        long started = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        try {
            Filter filter = Filter.parse(new String(text, StandardCharsets.UTF_8));
            RequestMatcher matcher = RequestMatcher.compile(filter);
            boolean matches = matcher.matches(HEAD);
            assertThat(RequestMatcher.compile(new Filter.Not(filter)).matches(HEAD))
                    .isNotEqualTo(matches);
            if (isPlain(filter)) {
                assertThat(matches).isEqualTo(holds(filter));
            }
            matcher.matches(LONG_HEAD);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageMatching("(?s).+");
        }
        assertThat(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - started)
                .isLessThan(CPU_LIMIT_NANOS);
    }

    private static boolean isPlain(Filter filter) {
        return switch (filter) {
            case Filter.All(List<Filter> filters) -> filters.stream().allMatch(FiltersFuzzTest::isPlain);
            case Filter.Any(List<Filter> filters) -> filters.stream().allMatch(FiltersFuzzTest::isPlain);
            case Filter.Not(Filter inner) -> isPlain(inner);
            case Filter.Header(String name, ValueMatch value) -> !(value instanceof ValueMatch.Regex);
            case Filter.Path(ValueMatch value) -> !(value instanceof ValueMatch.Regex);
            case Filter.Method(ValueMatch value) -> !(value instanceof ValueMatch.Regex);
            case Filter.Key key -> true;
            case Filter.Everything everything -> true;
            case Filter.Host host -> false;
            case Filter.Cookie cookie -> false;
            case Filter.Query query -> false;
            case Filter.Baggage baggage -> false;
        };
    }

    private static boolean holds(Filter filter) {
        return switch (filter) {
            case Filter.All(List<Filter> filters) -> filters.stream().allMatch(FiltersFuzzTest::holds);
            case Filter.Any(List<Filter> filters) -> filters.stream().anyMatch(FiltersFuzzTest::holds);
            case Filter.Not(Filter inner) -> !holds(inner);
            case Filter.Header(String name, ValueMatch value) ->
                switch (name.toLowerCase(Locale.ROOT)) {
                    case "x-user" -> holds(value, "ada") || holds(value, "bob");
                    case "host" -> holds(value, "shop.example:80");
                    case "cookie" -> holds(value, "remocal=ada; a=b");
                    case "baggage" -> holds(value, "remocal=ada;p=1,a=b");
                    default -> false;
                };
            case Filter.Path(ValueMatch value) -> holds(value, "/orders/1");
            case Filter.Method(ValueMatch value) -> holds(value, "GET");
            case Filter.Key(String key) -> key.equals("ada");
            case Filter.Everything everything -> true;
            case Filter.Host host -> false;
            case Filter.Cookie cookie -> false;
            case Filter.Query query -> false;
            case Filter.Baggage baggage -> false;
        };
    }

    private static boolean holds(ValueMatch match, String value) {
        return switch (match) {
            case ValueMatch.Exact(String exact) -> exact.equals(value);
            case ValueMatch.Prefix(String prefix) -> value.startsWith(prefix);
            case ValueMatch.Present present -> true;
            case ValueMatch.Regex regex -> false;
        };
    }
}
