package dev.remocal.cli.doctor;

import dev.remocal.cli.cluster.Reading;
import dev.remocal.cli.cluster.ServerFacts;
import dev.remocal.cli.failure.CliFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Does the API server answer, is it new enough, and does its clock agree with this machine's? */
public final class ServerCheck {

    private static final String API = "api";
    private static final String CLOCK = "clock";

    /** Native sidecars are on by default from Kubernetes 1.29. */
    private static final int MINIMUM_MINOR = 29;

    /** Tokens and certificates are mostly dated back by minutes; beyond one, somebody's clock is not set by the network. */
    private static final Duration TOLERATED = Duration.ofMinutes(1);

    private ServerCheck() {}

    /** @param now this machine's clock when the answer came */
    public static List<Finding> of(Reading<ServerFacts> server, Instant now) {
        return switch (server) {
            case Reading.Unknown<ServerFacts>(CliFailure failure) -> List.of(Finding.fail(API, failure.sentence()));
            case Reading.Known<ServerFacts>(ServerFacts facts) ->
                Stream.concat(Stream.of(version(facts)), facts.time().map(time -> clock(time, now)).stream())
                        .toList();
        };
    }

    private static Finding version(ServerFacts facts) {
        String subject =
                "Kubernetes " + facts.version() + " at " + facts.server() + " (context " + facts.context() + ")";
        return facts.minor() < MINIMUM_MINOR
                ? Finding.fail(
                        API,
                        subject + " is older than 1." + MINIMUM_MINOR
                                + ", from which on native sidecars are on; upgrade it, or choose another --context.")
                : Finding.ok(API, subject + " answers.");
    }

    private static Finding clock(Instant time, Instant now) {
        Duration ahead = Duration.between(time, now);
        if (ahead.abs().compareTo(TOLERATED) <= 0) {
            return Finding.ok(CLOCK, "This machine's clock agrees with the API server's.");
        }
        return Finding.warn(
                CLOCK,
                "This machine's clock is " + ahead.abs().toSeconds() + " s "
                        + (ahead.isNegative() ? "behind" : "ahead of")
                        + " the API server's, so that times and certificates are misjudged; set it by NTP.");
    }
}
