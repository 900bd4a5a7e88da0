package dev.remocal.webhook;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import org.eclipse.microprofile.config.spi.Converter;

/** The forms a configuration value may take; SmallRye Config puts its name and value before these sentences. */
final class Converters {

    private Converters() {}

    public static final class Port implements Converter<Integer> {

        private static final long serialVersionUID = 1;
        private static final int HIGHEST = 65_535;

        @Override
        public Integer convert(String value) {
            int port = value.matches("\\d{1,5}") ? Integer.parseInt(value) : 0;
            return require(port > 0 && port <= HIGHEST, port, "allowed are 1 to " + HIGHEST);
        }
    }

    public static final class ObjectName implements Converter<String> {

        private static final long serialVersionUID = 1;

        @Override
        public String convert(String value) {
            return require(
                    value.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"),
                    value,
                    "allowed are up to 63 lower-case letters, digits and hyphens");
        }
    }

    public static final class CertificatesMode implements Converter<WebhookConfig.Certificates.Mode> {

        private static final long serialVersionUID = 1;

        @Override
        public WebhookConfig.Certificates.Mode convert(String value) {
            return Arrays.stream(WebhookConfig.Certificates.Mode.values())
                    .filter(mode -> mode.name().toLowerCase(Locale.ROOT).equals(value))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("allowed are self and files"));
        }
    }

    public static final class YesOrNo implements Converter<Boolean> {

        private static final long serialVersionUID = 1;

        @Override
        public Boolean convert(String value) {
            return require(value.matches("true|false"), value.equals("true"), "allowed are true and false");
        }
    }

    public static final class Lifetime implements Converter<Duration> {

        private static final long serialVersionUID = 1;

        /** A third of it is what an API server may be away, and clocks may be 5 minutes apart. */
        private static final Duration SHORTEST = Duration.ofMinutes(10);

        /** 2160h; longer ones are for certificates that nobody renews. */
        private static final Duration LONGEST = Duration.ofDays(90);

        @Override
        public Duration convert(String value) {
            Duration lifetime = value.matches("\\d{1,7}[hms]")
                    ? Duration.parse("PT" + value.toUpperCase(Locale.ROOT))
                    : Duration.ZERO;
            return require(
                    lifetime.compareTo(SHORTEST) >= 0 && lifetime.compareTo(LONGEST) <= 0,
                    lifetime,
                    "allowed are 10m to 2160h, in whole h, m or s");
        }
    }

    public static final class Period implements Converter<Duration> {

        private static final long serialVersionUID = 1;

        @Override
        public Duration convert(String value) {
            long seconds = value.matches("\\d{1,9}s") ? Long.parseLong(value.substring(0, value.length() - 1)) : 0;
            return require(seconds > 0, Duration.ofSeconds(seconds), "allowed are whole seconds, 1s and above");
        }
    }

    private static <T> T require(boolean holds, T value, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
        return value;
    }
}
