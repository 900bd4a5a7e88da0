package dev.remocal.injector;

import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Kubernetes quantity: {@code 10m}, {@code 0.5}, {@code 96Mi}. */
final class Quantity {

    private static final Pattern FORM = Pattern.compile("(\\d+(?:\\.\\d+)?)(m|k|M|G|Ki|Mi|Gi)?");

    private static final Map<String, BigDecimal> FACTORS = Map.of(
            "m", new BigDecimal("0.001"),
            "k", BigDecimal.valueOf(1_000),
            "M", BigDecimal.valueOf(1_000_000),
            "G", BigDecimal.valueOf(1_000_000_000),
            "Ki", BigDecimal.valueOf(1L << 10),
            "Mi", BigDecimal.valueOf(1L << 20),
            "Gi", BigDecimal.valueOf(1L << 30));

    private Quantity() {}

    static boolean isPositive(String text) {
        return FORM.matcher(text).matches() && parse("quantity", text).signum() > 0;
    }

    static BigDecimal parse(String name, String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "%s is %s; it must be a quantity such as 10m, 1, 96Mi or 1Gi".formatted(name, text));
        }
        String suffix = matcher.group(2);
        BigDecimal factor = suffix == null ? BigDecimal.ONE : FACTORS.getOrDefault(suffix, BigDecimal.ONE);
        return new BigDecimal(matcher.group(1)).multiply(factor);
    }
}
