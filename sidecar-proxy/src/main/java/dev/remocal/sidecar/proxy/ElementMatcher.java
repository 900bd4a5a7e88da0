package dev.remocal.sidecar.proxy;

import org.jspecify.annotations.Nullable;

/** Recognises one element of a list field as its bytes arrive: without regard to case or to the blanks around it. */
final class ElementMatcher {

    enum Word {
        CHUNKED("chunked"),
        CLOSE("close"),
        KEEP_ALIVE("keep-alive"),
        UPGRADE("upgrade"),
        CONTINUE("100-continue");

        private static final int CLOSE_PARTS_AT = "c".length();

        private final String text;

        Word(String text) {
            this.text = text;
        }

        private static @Nullable Word startingWith(int first) {
            return switch (first) {
                case 'c' -> CHUNKED;
                case 'k' -> KEEP_ALIVE;
                case 'u' -> UPGRADE;
                case '1' -> CONTINUE;
                default -> null;
            };
        }

        private @Nullable Word follow(int matched, int next) {
            if (matched < text.length() && text.charAt(matched) == next) {
                return this;
            }
            return this == CHUNKED && matched == CLOSE_PARTS_AT && next == 'l' ? CLOSE : null;
        }
    }

    private @Nullable Word candidate;
    private int length;
    private boolean ended;

    void reset() {
        candidate = null;
        length = 0;
        ended = false;
    }

    /** Takes the next byte; false when the element is none of the words. */
    boolean accept(byte next) {
        if (HttpBytes.isBlank(next)) {
            ended = length > 0;
            return true;
        }
        int lower = HttpBytes.lowerCase(next);
        if (length == 0) {
            candidate = Word.startingWith(lower);
        } else if (candidate != null) {
            candidate = ended ? null : candidate.follow(length, lower);
        }
        length++;
        return candidate != null;
    }

    boolean isEmpty() {
        return length == 0;
    }

    /** The word that the whole element is, or null. */
    @Nullable Word word() {
        return candidate != null && candidate.text.length() == length ? candidate : null;
    }
}
