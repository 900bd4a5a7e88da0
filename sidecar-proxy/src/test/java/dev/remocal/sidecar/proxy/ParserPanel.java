package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.sidecar.proxy.CarelessParser.Habit;
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
import java.util.List;
import java.util.Set;

/** Other parsers' opinions: as long as the scanner and one of them accept, they must see the same message boundaries. */
final class ParserPanel {

    private static final int LIMIT = ScannerLimits.MAX_HEAD_BYTES;
    private static final Set<String> BOUNDARIES = Set.of("MESSAGE_COMPLETE", "INTERIM_COMPLETE");
    private static final Set<String> ENDS = Set.of("OPAQUE", "SWITCHED");

    private ParserPanel() {}

    /** Netty's decoder, and a careless parser for each of these sets of habits. */
    static void assertAgreement(byte[] requests, List<Set<Habit>> careless) {
        List<Entry> entries = Transcript.ofRequests(requests);
        assertSame(
                "Netty", entries, followedTo(entries), decode(new HttpRequestDecoder(LIMIT, LIMIT, LIMIT), requests));
        for (Set<Habit> habits : careless) {
            assertSame(habits.toString(), entries, usedTo(entries), CarelessParser.parse(habits, requests));
        }
    }

    /** Netty's decoder for answers to requests of one method. */
    static void assertAgreement(String method, byte[] responses) {
        List<Entry> entries = Transcript.ofResponses(method, responses);
        assertSame("Netty", entries, followedTo(entries), decode(new Decoder(method.equals("HEAD")), responses));
    }

    private static void assertSame(String judge, List<Entry> entries, int followedTo, CarelessParser.Parsed parsed) {
        int end = Math.min(followedTo, parsed.rejectedAt());
        List<Integer> scanned = entries.stream()
                .filter(entry -> BOUNDARIES.contains(entry.step()))
                .map(Entry::offset)
                .toList();
        List<Integer> judged = new ArrayList<>(before(end, parsed.boundaries()));
        // The byte in front of followedTo is the one that the scanner gave up on: what ends before it was not made use
        // of.
        judged.removeIf(boundary -> boundary == followedTo - 1 && !scanned.contains(boundary));
        assertThat(before(end, scanned)).as(judge).isEqualTo(judged);
    }

    private static int followedTo(List<Entry> entries) {
        return entries.stream()
                .filter(entry -> ENDS.contains(entry.step()))
                .mapToInt(Entry::offset)
                .findFirst()
                .orElse(Integer.MAX_VALUE);
    }

    /** Nothing is made of a head that is not complete, so what careless parsers see in it does not matter. */
    private static int usedTo(List<Entry> entries) {
        int usedTo = 0;
        for (Entry entry : entries) {
            if (ENDS.contains(entry.step())) {
                return Math.min(usedTo, entry.offset());
            }
            usedTo = BOUNDARIES.contains(entry.step()) ? entry.offset() + 1 : Integer.MAX_VALUE;
        }
        return usedTo;
    }

    private static List<Integer> before(int end, List<Integer> boundaries) {
        return boundaries.stream().filter(offset -> offset < end).toList();
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

    private static CarelessParser.Parsed decode(ChannelHandler decoder, byte[] bytes) {
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
        return new CarelessParser.Parsed(boundaries, failedAt);
    }
}
