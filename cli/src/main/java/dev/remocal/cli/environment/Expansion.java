package dev.remocal.cli.environment;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code $(NAME)} in values, by the rules of the kubelet (k8s.io/kubernetes/third_party/forked/golang/expansion). */
final class Expansion {

    private static final char OPERATOR = '$';

    private Expansion() {}

    /**
     * {@code $$} stands for one dollar, a name without a value stays as it is written, and values are not looked at again.
     *
     * @param values null for a name that has none
     */
    static String expand(String text, Function<String, @Nullable String> values) {
        StringBuilder expanded = new StringBuilder(text.length());
        int position = 0;
        while (position < text.length()) {
            position = text.charAt(position) == OPERATOR && position + 1 < text.length()
                    ? operator(text, position + 1, values, expanded)
                    : copy(text, position, expanded);
        }
        return expanded.toString();
    }

    private static int copy(String text, int position, StringBuilder expanded) {
        expanded.append(text.charAt(position));
        return position + 1;
    }

    /** Returns where to go on. */
    private static int operator(
            String text, int operand, Function<String, @Nullable String> values, StringBuilder expanded) {
        int end = text.indexOf(')', operand);
        if (text.charAt(operand) == '(' && end > 0) {
            String name = text.substring(operand + 1, end);
            String value = values.apply(name);
            expanded.append(value == null ? "$(" + name + ")" : value);
            return end + 1;
        }
        if (text.charAt(operand) != OPERATOR) {
            expanded.append(OPERATOR);
        }
        return copy(text, operand, expanded);
    }
}
