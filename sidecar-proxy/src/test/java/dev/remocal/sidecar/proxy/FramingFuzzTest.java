package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.remocal.sidecar.proxy.Transcript.Entry;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Compares the scanners with Netty's decoders: as long as both accept, they see the same message boundaries.
 *
 * <p>A plain build replays the seeds and findings in {@code src/test/resources}; with {@code JAZZER_FUZZ=1} in the
 * environment, a single one of these tests searches for new ones.
 */
class FramingFuzzTest {

    private static final String DICTIONARY = "framing.dict";
    private static final int LIMIT = ScannerLimits.MAX_HEAD_BYTES;
    private static final Set<String> BOUNDARIES = Set.of("MESSAGE_COMPLETE", "INTERIM_COMPLETE");
    private static final Set<String> ENDS = Set.of("OPAQUE", "SWITCHED");
    private static final String[] METHODS = {"GET", "HEAD", "CONNECT"};

    /** What Netty found: where messages end, and where it gave up. */
    private record Decoded(List<Integer> boundaries, int failedAt) {}

    @DictionaryFile(resourcePath = DICTIONARY)
    @FuzzTest(maxDuration = "10m")
    void requests(byte[] bytes) {
        List<Entry> entries = Transcript.ofRequests(bytes);
        assertThat(Transcript.ofRequests(bytes, Transcript.somewhere(bytes))).isEqualTo(entries);
        assertThat(Transcript.ofRequests(bytes, Transcript.everywhere(bytes))).isEqualTo(entries);
        assertSameBoundaries(entries, decode(new HttpRequestDecoder(LIMIT, LIMIT, LIMIT), bytes));
    }

    /** The first byte chooses the method of the requests that are answered. */
    @DictionaryFile(resourcePath = DICTIONARY)
    @FuzzTest(maxDuration = "10m")
    void responses(byte[] input) {
        String method = input.length == 0 ? "GET" : METHODS[Math.floorMod(input[0], METHODS.length)];
        byte[] bytes = Arrays.copyOfRange(input, Math.min(1, input.length), input.length);
        List<Entry> entries = Transcript.ofResponses(method, bytes);
        assertThat(Transcript.ofResponses(method, bytes, Transcript.somewhere(bytes)))
                .isEqualTo(entries);
        assertThat(Transcript.ofResponses(method, bytes, Transcript.everywhere(bytes)))
                .isEqualTo(entries);
        assertSameBoundaries(entries, decode(new Decoder(method.equals("HEAD")), bytes));
    }

    private static final class Decoder extends HttpResponseDecoder {

        private final boolean toHead;

        Decoder(boolean toHead) {
            super(LIMIT, LIMIT, LIMIT);
            this.toHead = toHead;
        }

        @Override
        protected boolean isContentAlwaysEmpty(HttpMessage message) {
            return super.isContentAlwaysEmpty(message) || toHead;
        }
    }

    private static void assertSameBoundaries(List<Entry> entries, Decoded decoded) {
        int scannedTo = entries.stream()
                .filter(entry -> ENDS.contains(entry.step()))
                .mapToInt(Entry::offset)
                .findFirst()
                .orElse(Integer.MAX_VALUE);
        int end = Math.min(scannedTo, decoded.failedAt());
        assertThat(entries.stream()
                        .filter(entry -> BOUNDARIES.contains(entry.step()))
                        .map(Entry::offset)
                        .filter(offset -> offset < end))
                .isEqualTo(decoded.boundaries().stream()
                        .filter(offset -> offset < end)
                        .toList());
    }

    private static Decoded decode(ChannelHandler decoder, byte[] bytes) {
        EmbeddedChannel channel = new EmbeddedChannel(decoder);
        List<Integer> boundaries = new ArrayList<>();
        int failedAt = Integer.MAX_VALUE;
        for (int offset = 1; offset <= bytes.length && failedAt == Integer.MAX_VALUE; offset++) {
            channel.writeInbound(Unpooled.wrappedBuffer(bytes, offset - 1, 1));
            for (Object read = channel.readInbound(); read != null; read = channel.readInbound()) {
                if (read instanceof HttpObject object && object.decoderResult().isFailure()) {
                    failedAt = Math.min(failedAt, offset);
                } else if (read instanceof LastHttpContent) {
                    boundaries.add(offset);
                }
                ReferenceCountUtil.release(read);
            }
        }
        channel.finishAndReleaseAll();
        return new Decoded(boundaries, failedAt);
    }
}
