package dev.remocal.protocol;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One rule of {@link OutgoingList.Rules}: {@code [!]PATTERN[:PORT]}.
 *
 * @param text what it was read from
 * @param port empty for every port
 */
record OutgoingRule(String text, boolean allows, OutgoingTarget target, OptionalInt port) {

    private static final int LAST_PORT = 65_535;

    /** Where there are several colons and no brackets, it is an address of IPv6, and the last colon is before no port. */
    private static final Pattern FORM = Pattern.compile("(?<forbids>!?)(?:"
            + "(?:\\[(?<ipv6>[^:\\[\\]]*:[^\\[\\]]*)]|(?<plain>[^:\\[\\]]+))(?::(?<port>\\d{1,5}))?"
            + "|(?<bare>[^:\\[\\]]*:[^:\\[\\]]*:[^\\[\\]]*))");

    /** @throws IllegalArgumentException with a clause that names the rule and says what one looks like */
    static OutgoingRule parse(String rule) {
        return read(rule)
                .orElseThrow(() -> new IllegalArgumentException("rule '" + rule
                        + "' is wrong; allowed are a host, an address or a network, with ! before it and :PORT behind it where"
                        + " wanted, such as !*:5432, *.shop.svc or [fd00::/8]:443"));
    }

    private static Optional<OutgoingRule> read(String rule) {
        Matcher form = FORM.matcher(rule);
        if (!form.matches()) {
            return Optional.empty();
        }
        OptionalInt port =
                form.group("port") == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(form.group("port")));
        return port.orElse(1) < 1 || port.orElse(1) > LAST_PORT
                ? Optional.empty()
                : OutgoingTarget.parse(pattern(form))
                        .map(target ->
                                new OutgoingRule(rule, form.group("forbids").isEmpty(), target, port));
    }

    private static String pattern(Matcher form) {
        return Stream.of("ipv6", "plain", "bare")
                .map(form::group)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
    }

    boolean fits(ResolvedDestination destination) {
        return port.orElse(destination.port()) == destination.port() && target.fits(destination);
    }
}
