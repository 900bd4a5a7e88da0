package dev.remocal.sidecar.proxy;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Estimates how large an expression is once its counted repetitions are written out. RE2/J writes them out before it
 * looks at their size: {@code (x{1000}){1000}} takes hundreds of megabytes, and a minute on a long value.
 *
 * <p>Every character counts one, a repetition multiplies what it follows. Malformed expressions get some number too.
 */
final class RegexSize {

    /** Sums stop growing here, so that no product of two overflows. */
    private static final int CEILING = 1_000_000;

    private static final Pattern COUNT = Pattern.compile("\\{([0-9]{1,9})(?:,([0-9]{0,9}))?}");

    private final String expression;
    private final Matcher count;
    private int position;

    private RegexSize(String expression) {
        this.expression = expression;
        this.count = COUNT.matcher(expression);
    }

    static int estimate(String expression) {
        RegexSize size = new RegexSize(expression);
        long sum = 0;
        while (size.hasNext()) {
            sum = Math.min(CEILING, sum + size.sequence());
        }
        return (int) sum;
    }

    /** Up to the parenthesis that closes the group, which is taken, or the end. */
    private long sequence() {
        long sum = 0;
        while (hasNext()) {
            if (take(")")) {
                return sum;
            }
            long atom = atom();
            sum = Math.min(CEILING, sum + atom * repetitions());
        }
        return sum;
    }

    private long atom() {
        if (take("(")) {
            return 2 + sequence();
        }
        if (take("[")) {
            return characterClass();
        }
        if (take("\\Q")) {
            return skipPast("\\E");
        }
        return take("\\") ? escape() : skipOne();
    }

    /** A closing bracket stands for itself where it is the first character. */
    private long characterClass() {
        take("^");
        take("]");
        while (hasNext() && !take("]")) {
            if (expression.indexOf(":]", position) >= 0 && take("[:")) {
                skipPast(":]");
            } else {
                take("\\");
                skipOne();
            }
        }
        return 1;
    }

    private long escape() {
        boolean braces = take("x{") || take("p{") || take("P{");
        return braces ? skipPast("}") : skipOne();
    }

    private long repetitions() {
        long times = 1;
        while (hasNext()) {
            if (count.region(position, expression.length()).lookingAt()) {
                times = Math.min(CEILING, times * Math.max(number(count.group(1)), number(count.group(2))));
                position = count.end();
            } else if (!take("*") && !take("+") && !take("?")) {
                return times;
            }
        }
        return times;
    }

    private static long number(@Nullable String digits) {
        return digits == null || digits.isEmpty() ? 1 : Math.max(1, Long.parseLong(digits));
    }

    private boolean hasNext() {
        return position < expression.length();
    }

    private boolean take(String token) {
        boolean taken = expression.startsWith(token, position);
        position += taken ? token.length() : 0;
        return taken;
    }

    private long skipOne() {
        position = Math.min(position + 1, expression.length());
        return 1;
    }

    private long skipPast(String token) {
        int start = position;
        int end = expression.indexOf(token, position);
        position = end < 0 ? expression.length() : end + token.length();
        return (long) position - start;
    }
}
