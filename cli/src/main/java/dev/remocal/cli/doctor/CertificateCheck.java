package dev.remocal.cli.doctor;

import dev.remocal.cli.cluster.CertificateFacts;
import dev.remocal.cli.cluster.Reading;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Are the authority that the API server trusts and the webhook's certificate valid, and renewed in time? */
public final class CertificateCheck {

    private static final String CERTIFICATE = "certificate";

    /** The webhook and cert-manager renew when a third of a certificate's life is left; half of that is late. */
    private static final int LATE_PART = 6;

    private CertificateCheck() {}

    /**
     * @param authorities those of one entry's caBundle
     * @param leaf what the webhook shows; empty where it is not known where it is kept
     */
    public static Finding of(
            List<CertificateFacts> authorities, Optional<Reading<List<CertificateFacts>>> leaf, Instant now) {
        Optional<CertificateFacts> authority = latest(authorities);
        Optional<CertificateFacts> shown = leaf.flatMap(Reading::known).flatMap(CertificateCheck::latest);
        if (authority.isEmpty()) {
            return Finding.warn(
                    CERTIFICATE,
                    "The webhook's caBundle holds no certificate that can be read; have it filled in again by restarting"
                            + " the webhook or cert-manager.");
        }
        return ended("authority in the webhook's caBundle", authority, now)
                .or(() -> ended("certificate of the webhook", shown, now))
                .or(() -> late(shown, now))
                .orElseGet(() -> fine(authority.get(), shown, now));
    }

    private static Optional<CertificateFacts> latest(List<CertificateFacts> certificates) {
        return certificates.stream().max(Comparator.comparing(CertificateFacts::until));
    }

    private static Optional<Finding> ended(String what, Optional<CertificateFacts> certificate, Instant now) {
        return certificate
                .filter(facts -> !now.isBefore(facts.until()))
                .map(facts -> Finding.fail(
                        CERTIFICATE,
                        "The " + what + " ended at " + time(facts.until())
                                + "; see in the webhook's or cert-manager's log why it was not renewed."));
    }

    private static Optional<Finding> late(Optional<CertificateFacts> certificate, Instant now) {
        return certificate
                .filter(facts -> now.isAfter(facts.until()
                        .minus(Duration.between(facts.from(), facts.until()).dividedBy(LATE_PART))))
                .map(facts -> Finding.warn(
                        CERTIFICATE,
                        "The certificate of the webhook ends at " + time(facts.until())
                                + " and should have been renewed by now; see in the webhook's or cert-manager's log why it"
                                + " was not."));
    }

    private static Finding fine(CertificateFacts authority, Optional<CertificateFacts> leaf, Instant now) {
        return Finding.ok(
                CERTIFICATE,
                "The authority in the webhook's caBundle is valid until " + time(authority.until())
                        + leaf.map(facts -> ", its certificate, " + age(facts, now) + " old, until "
                                        + time(facts.until()) + ".")
                                .orElse("; its certificate is in a Secret that cannot be read from here."));
    }

    private static String age(CertificateFacts certificate, Instant now) {
        long hours = Duration.between(certificate.from(), now).toHours();
        return hours < 72 ? hours + " h" : hours / 24 + " d";
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
