package dev.remocal.cli;

import dev.remocal.cli.cluster.PortRequest;
import dev.remocal.cli.cluster.TargetName;
import dev.remocal.cli.outgoing.HostPattern;
import dev.remocal.protocol.OnFailure;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How the command line's words become values. */
final class Converters {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s|m)?");

    private static final Pattern PERCENT = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,6})?)%?");

    private Converters() {}

    private static <T> T convert(String text, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    static final class Target implements ITypeConverter<TargetName> {
        @Override
        public TargetName convert(String text) {
            return Converters.convert(text, TargetName::parse);
        }
    }

    static final class Port implements ITypeConverter<PortRequest> {
        @Override
        public PortRequest convert(String text) {
            return Converters.convert(text, PortRequest::parse);
        }
    }

    static final class ModeName implements ITypeConverter<AttachMode> {
        @Override
        public AttachMode convert(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "divert", "intercept" -> AttachMode.DIVERT;
                case "mirror", "wiretap" -> AttachMode.MIRROR;
                case "none" -> AttachMode.NONE;
                default ->
                    throw new TypeConversionException("'" + text + "' is not a mode; write divert, mirror or none");
            };
        }
    }

    static final class Host implements ITypeConverter<HostPattern> {
        @Override
        public HostPattern convert(String text) {
            return Converters.convert(text, HostPattern::parse);
        }
    }

    static final class OnFailureName implements ITypeConverter<OnFailure> {
        @Override
        public OnFailure convert(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "cluster" -> OnFailure.CLUSTER;
                case "error" -> OnFailure.ERROR;
                default -> throw new TypeConversionException("'" + text + "' is neither cluster nor error");
            };
        }
    }

    static final class Percent implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            Matcher matcher = PERCENT.matcher(text);
            double percent = matcher.matches() ? Double.parseDouble(matcher.group(1)) : 0;
            if (percent <= 0 || percent > 100) {
                throw new TypeConversionException(
                        "'" + text + "' is not a share; write a number above 0 and up to 100, such as 10% or 0.5%");
            }
            return percent;
        }
    }

    static final class Time implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            Matcher matcher = DURATION.matcher(text);
            if (!matcher.matches()) {
                throw new TypeConversionException("'" + text + "' is not a duration; write 500ms, 10s or 1m");
            }
            long number = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "m" -> Duration.ofMinutes(number);
                case null, default -> Duration.ofSeconds(number);
            };
        }
    }
}
