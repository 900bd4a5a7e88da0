package dev.remocal.protocol;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An address of IPv4 or IPv6. One of IPv4 that is written as IPv6 ({@code ::ffff:10.0.0.1}) is one of IPv4, as a connection to it
 * is.
 *
 * @param bits 32 or 128
 */
record IpAddress(int bits, BigInteger value) {

    private static final int IPV4_BYTES = 4;
    private static final int IPV6_GROUPS = 8;
    private static final BigInteger MAPPED_IPV4 = BigInteger.valueOf(0xffff);

    /** Without leading zeros, which some programs take for octal. */
    private static final Pattern DECIMAL = Pattern.compile("0|[1-9]\\d{0,2}");

    private static final Pattern GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");

    /** @param bytes 4 or 16, in network order */
    static IpAddress of(byte[] bytes) {
        BigInteger value = new BigInteger(1, bytes);
        boolean mapped = value.shiftRight(32).equals(MAPPED_IPV4);
        return bytes.length == IPV4_BYTES || mapped
                ? new IpAddress(32, BigInteger.valueOf(value.intValue() & 0xffff_ffffL))
                : new IpAddress(128, value);
    }

    /** Never looks a name up; the scope of an IPv6 address ({@code %eth0}) is no part of it. */
    static Optional<IpAddress> parse(String text) {
        return (text.contains(":") ? ipv6(text) : ipv4(text))
                .map(hex -> of(HexFormat.of().parseHex(hex)));
    }

    private static Optional<String> ipv4(String text) {
        String[] numbers = text.split("\\.", -1);
        boolean valid = numbers.length == IPV4_BYTES
                && Arrays.stream(numbers)
                        .allMatch(number -> DECIMAL.matcher(number).matches() && Integer.parseInt(number) <= 255);
        return valid ? Optional.of(hex(numbers)) : Optional.empty();
    }

    private static String hex(String[] numbers) {
        StringBuilder hex = new StringBuilder();
        for (String number : numbers) {
            hex.append("%02x".formatted(Integer.parseInt(number)));
        }
        return hex.toString();
    }

    /** RFC 4291 section 2.2. */
    private static Optional<String> ipv6(String text) {
        int tail = text.lastIndexOf(':') + 1;
        if (text.indexOf('.', tail) < 0) {
            return groups(text);
        }
        return ipv4(text.substring(tail))
                .flatMap(hex -> groups(text.substring(0, tail) + hex.substring(0, 4) + ':' + hex.substring(4)));
    }

    private static Optional<String> groups(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return joined(text.split(":", -1));
        }
        String[] before = split(text.substring(0, gap));
        String[] after = split(text.substring(gap + 2));
        int left = IPV6_GROUPS - before.length - after.length;
        return left < 1
                ? Optional.empty()
                : joined(Stream.of(Stream.of(before), Stream.generate(() -> "0").limit(left), Stream.of(after))
                        .flatMap(groups -> groups)
                        .toArray(String[]::new));
    }

    private static String[] split(String text) {
        return text.isEmpty() ? new String[0] : text.split(":", -1);
    }

    private static Optional<String> joined(String[] groups) {
        boolean valid = groups.length == IPV6_GROUPS
                && Arrays.stream(groups).allMatch(group -> GROUP.matcher(group).matches());
        return valid
                ? Optional.of(
                        String.join("", Stream.of(groups).map(IpAddress::padded).toList()))
                : Optional.empty();
    }

    private static String padded(String group) {
        return "0".repeat(4 - group.length()) + group;
    }
}
