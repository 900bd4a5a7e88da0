package dev.remocal.protocol;

import java.util.Optional;
import java.util.regex.Pattern;

/** What an exception says, in words for a sentence. */
public final class Cause {

    /** Netty's epoll (4.1.133) names its function and the number before it says what the JDK says. */
    private static final Pattern FUNCTION = Pattern.compile("^\\w+\\(\\.\\.\\) failed with error\\(-\\d+\\): ");

    private Cause() {}

    /** The first line of its message, or its kind where it has none. */
    public static String of(Throwable failure) {
        return Optional.ofNullable(failure.getMessage())
                .flatMap(message -> message.lines().findFirst())
                .map(line -> FUNCTION.matcher(line).replaceFirst(""))
                .filter(line -> !line.isBlank())
                .orElseGet(failure.getClass()::getSimpleName);
    }
}
