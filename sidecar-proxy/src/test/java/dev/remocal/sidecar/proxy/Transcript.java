package dev.remocal.sidecar.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** What a scanner says about bytes that arrive in given pieces. Offsets count from the first byte, pieces do not show. */
final class Transcript {

    /** A step of either scanner, with what it means for the request or the reason where it has one. */
    record Entry(String step, int offset, String detail) {
        @Override
        public String toString() {
            return step + "@" + offset + (detail.isEmpty() ? "" : " " + detail);
        }
    }

    /** Pieces do not start at index 0 of their buffer, as in a reused one. */
    private static final int LEADING_BYTES = 3;

    private Transcript() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static List<Entry> ofRequests(byte[] bytes, int... cuts) {
        RequestScanner scanner = new RequestScanner();
        List<Entry> entries = new ArrayList<>();
        forEachPiece(bytes, cuts, (buffer, from, to, offset) -> {
            int position = from;
            RequestScanner.Step step;
            do {
                step = scanner.scan(buffer, position, to);
                position = scanner.position();
                if (step != RequestScanner.Step.NEED_MORE) {
                    entries.add(new Entry(step.name(), offset + position - from, detail(scanner, step)));
                }
            } while (step != RequestScanner.Step.NEED_MORE && step != RequestScanner.Step.OPAQUE);
            return step != RequestScanner.Step.OPAQUE;
        });
        return entries;
    }

    private static String detail(RequestScanner scanner, RequestScanner.Step step) {
        return switch (step) {
            case OPAQUE -> scanner.opaqueReason().wireName();
            case HEAD_COMPLETE ->
                flags(
                        scanner.isHeadMethod() ? "head" : "",
                        scanner.isConnect() ? "connect" : "",
                        scanner.isHttp10() ? "http10" : "",
                        scanner.upgradeRequested() ? "upgrade" : "",
                        scanner.expectsContinue() ? "continue" : "",
                        scanner.closeRequested() ? "close" : "",
                        scanner.hasBody() ? "body" : "");
            case MESSAGE_COMPLETE, NEED_MORE -> "";
        };
    }

    private static String flags(String... flags) {
        return String.join(
                " ", Arrays.stream(flags).filter(flag -> !flag.isEmpty()).toList());
    }

    /** Every response answers a request of the same method. */
    static List<Entry> ofResponses(String method, byte[] bytes, int... cuts) {
        ResponseScanner scanner = new ResponseScanner();
        List<Entry> entries = new ArrayList<>();
        scanner.expect(method.equals("HEAD"), method.equals("CONNECT"));
        forEachPiece(bytes, cuts, (buffer, from, to, offset) -> {
            int position = from;
            ResponseScanner.Step step;
            do {
                step = scanner.scan(buffer, position, to);
                if (step == ResponseScanner.Step.MESSAGE_COMPLETE) {
                    scanner.expect(method.equals("HEAD"), method.equals("CONNECT"));
                }
                position = scanner.position();
                add(entries, scanner, step, offset + position - from);
            } while (!isLast(step));
            return step != ResponseScanner.Step.OPAQUE;
        });
        return entries;
    }

    private static boolean isLast(ResponseScanner.Step step) {
        return switch (step) {
            case NEED_MORE, OPAQUE, SWITCHED, UNTIL_CLOSE -> true;
            case INTERIM_COMPLETE, HEAD_COMPLETE, MESSAGE_COMPLETE -> false;
        };
    }

    private static void add(List<Entry> entries, ResponseScanner scanner, ResponseScanner.Step step, int offset) {
        switch (step) {
            case NEED_MORE -> {}
            case OPAQUE ->
                entries.add(
                        new Entry(step.name(), offset, scanner.opaqueReason().wireName()));
            case MESSAGE_COMPLETE -> entries.add(new Entry(step.name(), offset, ""));
            case INTERIM_COMPLETE, HEAD_COMPLETE ->
                entries.add(new Entry(
                        step.name(), offset, flags("" + scanner.status(), scanner.closeRequested() ? "close" : "")));
            case SWITCHED -> {
                if (entries.isEmpty() || !entries.getLast().step().equals(step.name())) {
                    entries.add(new Entry(step.name(), offset, ""));
                }
            }
            case UNTIL_CLOSE -> {
                entries.removeIf(entry -> entry.step().equals(step.name()));
                entries.add(new Entry(step.name(), offset, ""));
            }
        }
    }

    @FunctionalInterface
    private interface Piece {
        /** Returns whether the next piece is wanted. */
        boolean scan(ByteBuf buffer, int from, int to, int offset);
    }

    private static void forEachPiece(byte[] bytes, int[] cuts, Piece piece) {
        int from = 0;
        boolean wanted = true;
        for (int index = 0; index <= cuts.length && wanted; index++) {
            int to = index == cuts.length ? bytes.length : cuts[index];
            ByteBuf buffer = Unpooled.buffer(LEADING_BYTES + to - from).writeZero(LEADING_BYTES);
            buffer.writeBytes(bytes, from, to - from);
            wanted = piece.scan(buffer, LEADING_BYTES, buffer.writerIndex(), from);
            from = to;
        }
    }

    /** The cuts that make every byte a piece of its own. */
    static int[] everywhere(byte[] bytes) {
        return IntStream.range(1, Math.max(1, bytes.length)).toArray();
    }

    /** Cuts that look random and are the same for the same bytes. */
    static int[] somewhere(byte[] bytes) {
        Random random = new Random(Arrays.hashCode(bytes));
        return IntStream.generate(() -> random.nextInt(bytes.length + 1))
                .limit(random.nextInt(8))
                .sorted()
                .toArray();
    }
}
