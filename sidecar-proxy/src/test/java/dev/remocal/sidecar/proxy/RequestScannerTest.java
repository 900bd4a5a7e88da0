package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/** In the tables, requests are written with Java escapes. */
class RequestScannerTest {

    /** Stands in no sample. */
    private static final char NO_QUOTES = '\u00a7';

    private static final String GET = "GET / HTTP/1.1\r\n";

    @ParameterizedTest
    @CsvFileSource(resources = "requests.txt", delimiterString = "=>", quoteCharacter = NO_QUOTES)
    void framingIsFollowed(String request, String steps) {
        assertThat(steps(request.translateEscapes())).isEqualTo(steps);
    }

    /** Every sample ends with the byte that shows it, so that giving up later fails as well. */
    @ParameterizedTest
    @CsvFileSource(resources = "opaque-requests.txt", delimiterString = "=>", quoteCharacter = NO_QUOTES)
    void ambiguousRequestIsOpaqueAtItsFirstWrongByte(String reason, String text) {
        String request = text.translateEscapes();
        assertThat(last(request)).isEqualTo("OPAQUE@" + request.length() + " " + reason);
    }

    @ParameterizedTest
    @CsvFileSource(
            resources = {"requests.txt", "opaque-requests.txt"},
            delimiterString = "=>",
            quoteCharacter = NO_QUOTES)
    void stepsDoNotDependOnHowTheBytesArrive(String left, String right) {
        byte[] bytes = Transcript.bytes((left.contains("\\r") ? left : right).translateEscapes());
        List<Transcript.Entry> whole = Transcript.ofRequests(bytes);
        assertThat(Transcript.ofRequests(bytes, Transcript.everywhere(bytes))).isEqualTo(whole);
        IntStream.rangeClosed(0, bytes.length)
                .forEach(cut -> assertThat(Transcript.ofRequests(bytes, cut)).isEqualTo(whole));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    Connection: close                                  | close
                    Connection: CLOSE                                  | close
                    Connection: keep-alive, close                      | close
                    Connection: keep-alive\\r\\nConnection: ,close\\t, | close
                    Connection: closed                                 |
                    Connection: clos                                   |
                    Connection: "close"                                |
                    Connection: close x                                |
                    Proxy-Connection: close                            |
                    Connection: upgrade\\r\\nUpgrade: websocket        | upgrade
                    upgrade: h2c\\r\\nconnection: HTTP2-Settings,Upgrade | upgrade
                    Upgrade: websocket                                 |
                    Connection: upgrade                                |
                    Connection: upgrade\\r\\nUpgrade:                  |
                    Connection: upgrade\\r\\nUpgrade-Insecure-Requests: 1 |
                    Expect: 100-continue                               | continue
                    EXPECT:100-Continue                                | continue
                    Expect: 100-continues                              |
                    Expected: 100-continue                             |
                    Content-Length: 0                                  |
                    Content-Length: 5                                  | body
                    content-length:\\t00000000000000005\\t             | body
                    Transfer-Encoding:  Chunked                        | body
                    Content-Lengths: 5                                 |
                    X-Content-Length: 5                                |
                    Content-Type: 5                                    |
                    """)
    void headSaysWhatTheOwnerMustKnow(String fields, String flags) {
        String head = GET + fields.translateEscapes() + "\r\n\r\n";
        assertThat(Transcript.ofRequests(Transcript.bytes(head)).getFirst().detail())
                .isEqualTo(flags == null ? "" : flags);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Connection: keep-alive                  | http10
                    Connection: Keep-Alive, foo             | http10
                    Connection: keep-alive, close           | http10 close
                    Host: h                                 | http10 close
                    Connection: upgrade\\r\\nUpgrade: x     | http10 close
                    """)
    void http10ClosesUnlessToldOtherwise(String fields, String flags) {
        String head = "GET / HTTP/1.0\r\n" + fields.translateEscapes() + "\r\n\r\n";
        assertThat(Transcript.ofRequests(Transcript.bytes(head)).getFirst().detail())
                .isEqualTo(flags);
    }

    @Test
    void methodsAreNamed() {
        assertThat(steps("HEAD / HTTP/1.1\r\n\r\n")).startsWith("HEAD_COMPLETE@19 head,");
        assertThat(steps("CONNECT a:1 HTTP/1.1\r\n\r\n")).startsWith("HEAD_COMPLETE@24 connect,");
        assertThat(steps("XHEAD / HTTP/1.1\r\n\r\n")).startsWith("HEAD_COMPLETE@20,");
        assertThat(steps("PRI / HTTP/1.1\r\n\r\n")).startsWith("HEAD_COMPLETE@18,");
    }

    @Test
    void flagsOfAMessageDoNotReachTheNext() {
        String first =
                "HEAD / HTTP/1.0\r\nExpect: 100-continue\r\nConnection: upgrade\r\nUpgrade: x\r\nContent-Length: 1\r\n\r\nx";
        assertThat(last(first + GET + "\r\n").strip())
                .isEqualTo("MESSAGE_COMPLETE@" + (first.length() + GET.length() + 2));
        assertThat(Transcript.ofRequests(Transcript.bytes(first + GET + "\r\n"))
                        .get(2)
                        .detail())
                .isEmpty();
    }

    @Test
    void stateIsToldWhereverTheBytesEnd() {
        RequestScanner scanner = new RequestScanner();
        ByteBuf bytes = Unpooled.wrappedBuffer(Transcript.bytes("PUT / HTTP/1.1\r\nContent-Length: 2\r\n\r\nab"));
        int head = bytes.writerIndex() - 2;
        assertThat(scanner.scan(bytes, 0, 0)).isEqualTo(RequestScanner.Step.NEED_MORE);
        assertThat(scanner.betweenMessages()).isTrue();
        assertThat(scanner.scan(bytes, 0, 1)).isEqualTo(RequestScanner.Step.NEED_MORE);
        assertThat(scanner.betweenMessages()).isFalse();
        assertThat(scanner.inHead()).isTrue();
        assertThat(scanner.scan(bytes, 1, head + 2)).isEqualTo(RequestScanner.Step.HEAD_COMPLETE);
        assertThat(scanner.position()).isEqualTo(head);
        assertThat(scanner.inHead()).isFalse();
        assertThat(scanner.scan(bytes, head, head + 1)).isEqualTo(RequestScanner.Step.NEED_MORE);
        assertThat(scanner.betweenMessages()).isFalse();
        assertThat(scanner.scan(bytes, head + 1, head + 2)).isEqualTo(RequestScanner.Step.MESSAGE_COMPLETE);
        assertThat(scanner.betweenMessages()).isTrue();
    }

    @Test
    void opaqueStaysOpaque() {
        RequestScanner scanner = new RequestScanner();
        ByteBuf bytes = Unpooled.wrappedBuffer(Transcript.bytes("\0" + GET + "\r\n"));
        assertThat(scanner.scan(bytes, 0, 1)).isEqualTo(RequestScanner.Step.OPAQUE);
        assertThat(scanner.scan(bytes, 1, bytes.writerIndex())).isEqualTo(RequestScanner.Step.OPAQUE);
        assertThat(scanner.opaqueReason()).isEqualTo(OpaqueReason.NOT_HTTP);
    }

    @Test
    void headMayHaveExactlyItsLimit() {
        String start = GET + "a: ";
        String largest = start + "x".repeat(ScannerLimits.MAX_HEAD_BYTES - start.length() - 4) + "\r\n\r\n";
        assertThat(last(largest)).isEqualTo("MESSAGE_COMPLETE@" + ScannerLimits.MAX_HEAD_BYTES);
        assertThat(last(start + "x" + largest.substring(start.length())))
                .isEqualTo("OPAQUE@" + ScannerLimits.MAX_HEAD_BYTES + " head-too-large");
        assertThat(last("GET /" + "x".repeat(ScannerLimits.MAX_HEAD_BYTES)))
                .isEqualTo("OPAQUE@" + ScannerLimits.MAX_HEAD_BYTES + " head-too-large");
    }

    @Test
    void fieldsAreCounted() {
        String largest = GET + "a:\r\n".repeat(ScannerLimits.MAX_FIELDS);
        assertThat(last(largest + "\r\n")).startsWith("MESSAGE_COMPLETE");
        assertThat(last(largest + "a:\r\n\r\n")).isEqualTo("OPAQUE@" + (largest.length() + 1) + " too-many-fields");
    }

    @Test
    void chunkLineAndTrailersAreLimited() {
        String head = "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
        String extension = "1;" + "x".repeat(ScannerLimits.MAX_CHUNK_LINE_BYTES);
        assertThat(last(head + extension))
                .isEqualTo("OPAQUE@" + (head.length() + ScannerLimits.MAX_CHUNK_LINE_BYTES) + " chunk-line-too-long");
        String lastChunk = head + "0\r\n";
        assertThat(last(lastChunk + "a:" + "x".repeat(ScannerLimits.MAX_TRAILER_BYTES)))
                .isEqualTo("OPAQUE@" + (lastChunk.length() + ScannerLimits.MAX_TRAILER_BYTES) + " trailer-too-large");
        String trailers = "a:" + "x".repeat(ScannerLimits.MAX_TRAILER_BYTES - 6) + "\r\n\r\n";
        assertThat(last(lastChunk + trailers)).startsWith("MESSAGE_COMPLETE");
    }

    @Test
    void everyReasonHasCodeAndSentence() {
        for (OpaqueReason reason : OpaqueReason.values()) {
            assertThat(reason.wireName()).matches("[a-z0-9]+(-[a-z0-9]+)*");
            assertThat(reason.sentence()).matches("[A-Z].*; .*\\.");
        }
    }

    private static String steps(String request) {
        return String.join(
                ", ",
                Transcript.ofRequests(Transcript.bytes(request)).stream()
                        .map(Transcript.Entry::toString)
                        .toList());
    }

    private static String last(String request) {
        return Transcript.ofRequests(Transcript.bytes(request)).getLast().toString();
    }
}
