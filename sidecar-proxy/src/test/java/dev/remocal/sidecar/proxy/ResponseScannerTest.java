package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** In the tables, responses are written with Java escapes; each answers a request of the method in the first column. */
class ResponseScannerTest {

    /** Stands in no sample. */
    private static final char NO_QUOTES = '\u00a7';

    @ParameterizedTest
    @CsvFileSource(resources = "responses.txt", delimiterString = "=>", quoteCharacter = NO_QUOTES)
    void framingIsFollowed(String method, String response, String steps) {
        assertThat(steps(method, response.translateEscapes())).isEqualTo(steps);
    }

    /** Every sample ends with the byte that shows it, so that giving up later fails as well. */
    @ParameterizedTest
    @CsvFileSource(resources = "opaque-responses.txt", delimiterString = "=>", quoteCharacter = NO_QUOTES)
    void ambiguousResponseIsOpaqueAtItsFirstWrongByte(String method, String text, String reason) {
        String response = text.translateEscapes();
        assertThat(steps(method, response)).endsWith("OPAQUE@" + response.length() + " " + reason);
    }

    @ParameterizedTest
    @CsvFileSource(
            resources = {"responses.txt", "opaque-responses.txt"},
            delimiterString = "=>",
            quoteCharacter = NO_QUOTES)
    void stepsDoNotDependOnHowTheBytesArrive(String method, String response) {
        byte[] bytes = Transcript.bytes(response.translateEscapes());
        String whole = steps(method, response.translateEscapes());
        assertThat(Transcript.ofResponses(method, bytes, Transcript.everywhere(bytes)))
                .hasToString("[" + whole + "]");
        IntStream.rangeClosed(0, bytes.length)
                .forEach(cut ->
                        assertThat(Transcript.ofResponses(method, bytes, cut)).hasToString("[" + whole + "]"));
    }

    @Test
    void responseThatNobodyAskedForIsOpaque() {
        ResponseScanner scanner = new ResponseScanner();
        ByteBuf bytes = Unpooled.wrappedBuffer(Transcript.bytes("HTTP/1.1 408 Request Timeout\r\n\r\n"));
        assertThat(scanner.scan(bytes, 0, bytes.writerIndex())).isEqualTo(ResponseScanner.Step.OPAQUE);
        assertThat(scanner.opaqueReason()).isEqualTo(OpaqueReason.UNSOLICITED_RESPONSE);
    }

    @Test
    void eachRequestAllowsOneResponse() {
        ResponseScanner scanner = new ResponseScanner();
        ByteBuf bytes = Unpooled.wrappedBuffer(Transcript.bytes("HTTP/1.1 204 \r\n\r\nHTTP/1.1 204 \r\n\r\n"));
        int end = bytes.writerIndex();
        scanner.expect(false, false);
        assertThat(scanner.scan(bytes, 0, end)).isEqualTo(ResponseScanner.Step.HEAD_COMPLETE);
        assertThat(scanner.scan(bytes, scanner.position(), end)).isEqualTo(ResponseScanner.Step.MESSAGE_COMPLETE);
        assertThat(scanner.betweenMessages()).isTrue();
        assertThat(scanner.scan(bytes, scanner.position(), end)).isEqualTo(ResponseScanner.Step.OPAQUE);
    }

    @Test
    void expectationBelongsToOneResponse() {
        ResponseScanner scanner = new ResponseScanner();
        ByteBuf bytes = Unpooled.wrappedBuffer(Transcript.bytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab"));
        int end = bytes.writerIndex();
        scanner.expect(true, false);
        scanner.scan(bytes, 0, end);
        assertThat(scanner.scan(bytes, scanner.position(), end)).isEqualTo(ResponseScanner.Step.MESSAGE_COMPLETE);
        assertThat(scanner.position()).isEqualTo(end - 2);
        scanner.expect(false, false);
        scanner.scan(bytes, 0, end);
        assertThat(scanner.scan(bytes, scanner.position(), end)).isEqualTo(ResponseScanner.Step.MESSAGE_COMPLETE);
        assertThat(scanner.position()).isEqualTo(end);
    }

    @Test
    void headMayHaveExactlyItsLimit() {
        String start = "HTTP/1.1 204 No Content\r\na: ";
        String largest = start + "x".repeat(ScannerLimits.MAX_HEAD_BYTES - start.length() - 4) + "\r\n\r\n";
        assertThat(steps("GET", largest)).endsWith("MESSAGE_COMPLETE@" + ScannerLimits.MAX_HEAD_BYTES);
        assertThat(steps("GET", start + "x" + largest.substring(start.length())))
                .isEqualTo("OPAQUE@" + ScannerLimits.MAX_HEAD_BYTES + " head-too-large");
    }

    private static String steps(String method, String response) {
        String steps =
                Transcript.ofResponses(method, Transcript.bytes(response)).toString();
        return steps.substring(1, steps.length() - 1);
    }
}
