package dev.remocal.webhook.certificates;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/**
 * When certificates end and are renewed. They are made valid from {@link #BACKDATED} before they are made.
 *
 * @param leaf how long a leaf is valid
 * @param authority how long an authority is valid
 * @param settling between the first sight of a new authority in the configuration and its first leaf
 * @param round between two looks at Secret and configuration
 */
public record CertificateTimes(Duration leaf, Duration authority, Duration settling, Duration round) {

    /** Clocks of API servers that are behind this one by less take a new certificate all the same. */
    static final Duration BACKDATED = Duration.ofMinutes(5);

    /** Lifetimes of a leaf in that of an authority: a month for a day, so that caBundle seldom changes. */
    static final int AUTHORITY_LIFETIMES = 30;

    /** API servers learn of a changed configuration by watching, mostly within a second. */
    private static final Duration SETTLING = Duration.ofSeconds(15);

    /** A replica takes over what another has made, and notices a deleted Secret, within this time; two GETs. */
    private static final Duration ROUND = Duration.ofSeconds(10);

    public static CertificateTimes of(Duration leaf) {
        return new CertificateTimes(leaf, leaf.multipliedBy(AUTHORITY_LIFETIMES), SETTLING, ROUND);
    }

    /** Two thirds of its life are over: the last third is for an API server that is away. */
    static boolean due(X509Certificate certificate, Instant now) {
        Duration life = Duration.between(made(certificate), end(certificate));
        return !now.isBefore(end(certificate).minus(life.dividedBy(3)));
    }

    static boolean ended(X509Certificate certificate, Instant now) {
        return !now.isBefore(end(certificate));
    }

    static Instant made(X509Certificate certificate) {
        return certificate.getNotBefore().toInstant().plus(BACKDATED);
    }

    static Instant end(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant();
    }

    /**
     * Every leaf of the authorities before this one has ended: their keys went as this one came, and no leaf of theirs is
     * younger.
     */
    boolean outlivedItsPredecessors(X509Certificate authority, Instant now) {
        return !now.isBefore(made(authority).plus(leaf));
    }
}
