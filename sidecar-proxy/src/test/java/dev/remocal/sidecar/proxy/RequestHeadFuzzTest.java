package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A head that the scanner accepts is read as a naive reader reads it: line by line. */
class RequestHeadFuzzTest {

    @DictionaryFile(resourcePath = "framing.dict")
    @FuzzTest(maxDuration = "10m")
    void readAsLineByLine(byte[] bytes) {
        RequestScanner scanner = new RequestScanner();
        ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
        if (scanner.scan(buffer, 0, bytes.length) != RequestScanner.Step.HEAD_COMPLETE) {
            return;
        }
        RequestHead head = RequestHead.parse(buffer.slice(0, scanner.position()));
        String[] lines = new String(bytes, 0, scanner.position(), StandardCharsets.UTF_8).split("\r\n", -1);
        String[] words = lines[0].split(" ", -1);
        assertThat(head.method()).isEqualTo(words[0]);
        assertThat(head.target()).isEqualTo(words[1]);
        assertTarget(head);
        for (int line = 1; !lines[line].isEmpty(); line++) {
            assertField(head, lines, lines[line].substring(0, lines[line].indexOf(':')));
        }
        assertField(head, lines, "x-not-there");
    }

    private static void assertTarget(RequestHead head) {
        String query = head.target().contains("?") ? "?" + head.rawQuery() : "";
        if (head.target().startsWith("/")) {
            assertThat(head.path() + query).isEqualTo(head.method().equals("CONNECT") ? query : head.target());
        } else {
            assertThat(head.target()).endsWith(head.rawQuery());
        }
        assertThat(head.host()).doesNotContain("@");
        assertThat(head.anyQuery("", value -> false)).isFalse();
        for (String parameter : head.rawQuery().split("&", -1)) {
            String name = PercentEncoding.decodeForm(parameter.split("=", 2)[0]);
            assertThat(parameter.isEmpty() || head.anyQuery(name, value -> true))
                    .isTrue();
        }
    }

    private static void assertField(RequestHead head, String[] lines, String name) {
        List<String> expected = Arrays.stream(lines, 1, lines.length)
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                .map(line -> line.substring(name.length() + 1).trim())
                .toList();
        List<String> seen = new ArrayList<>();
        head.anyField(name, value -> !seen.add(value));
        assertThat(seen).isEqualTo(expected);
        for (String pair : String.join(";", expected).split(";", -1)) {
            boolean cookie = name.equalsIgnoreCase("cookie") && pair.trim().matches("[a-z]+=.*");
            assertThat(!cookie || head.anyCookie(pair.trim().split("=", 2)[0], value -> true))
                    .isTrue();
        }
    }
}
