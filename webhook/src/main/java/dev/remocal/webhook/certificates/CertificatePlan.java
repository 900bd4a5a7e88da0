package dev.remocal.webhook.certificates;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What to do next about certificates; pure, and the same on every replica.
 *
 * <p>The order keeps every call verifiable: a new authority is written to the Secret and published in caBundle beside those
 * before it; when API servers have had time to learn of it, it signs a leaf; the replicas take the leaf from the Secret; the
 * authorities before it are trusted until no leaf of theirs can be valid any more. The Secret is the only thing that replicas
 * agree by: who writes on what has changed in the meantime is refused by its resourceVersion, and looks again.
 */
final class CertificatePlan {

    private final Observation seen;
    private final CertificateTimes times;
    private final Instant now;

    private CertificatePlan(Observation seen, CertificateTimes times) {
        this.seen = seen;
        this.times = times;
        this.now = seen.now();
    }

    static Step next(Observation seen, CertificateTimes times) {
        return new CertificatePlan(seen, times).next();
    }

    private Step next() {
        return switch (seen.stored()) {
            case Stored.Missing missing -> startAnew(Step.Reason.SECRET_EMPTY);
            case Stored.Damaged damaged -> startAnew(Step.Reason.SECRET_DAMAGED);
            case Stored.Sound(Credentials credentials) -> keep(credentials);
        };
    }

    /** What API servers trust now, they trust for as long as other replicas may serve it. */
    private Step startAnew(Step.Reason reason) {
        return newAuthority(seen.published().authorities().stream(), seen.serving(), reason);
    }

    private Step newAuthority(Stream<X509Certificate> trusted, Optional<Leaf> served, Step.Reason reason) {
        List<X509Certificate> predecessors = trusted.filter(authority -> !CertificateTimes.ended(authority, now))
                .toList();
        Optional<Leaf> leaf = served.filter(it -> it.validAt(now))
                .filter(it -> predecessors.stream().anyMatch(it::isOf));
        return new Step.NewAuthority(predecessors, leaf, reason);
    }

    private Step keep(Credentials credentials) {
        if (CertificateTimes.due(credentials.authority(), now)) {
            return newAuthority(credentials.authorities().stream(), credentials.leaf(), Step.Reason.AUTHORITY_DUE);
        }
        Optional<Leaf> usable = credentials.usable(now);
        if (usable.isPresent() && !isServed(usable.get())) {
            return new Step.Serve(usable.get());
        }
        // Not again and again where somebody else undoes it: what nobody has to learn of first is made all the same.
        if (!seen.published().isExactly(credentials.authorities()) && !seen.reset()) {
            return new Step.Publish(credentials.authorities());
        }
        return usable.map(leaf -> keep(credentials, leaf))
                .orElseGet(() -> whenTrusted(credentials, Step.Reason.LEAF_MISSING));
    }

    private boolean isServed(Leaf leaf) {
        return seen.serving().filter(leaf::isSameAs).isPresent();
    }

    private Step keep(Credentials credentials, Leaf leaf) {
        if (!leaf.isOf(credentials.authority())) {
            return whenTrusted(credentials, Step.Reason.AUTHORITY_CHANGED);
        }
        if (CertificateTimes.due(leaf.certificate(), now)) {
            return new Step.NewLeaf(credentials, Step.Reason.LEAF_DUE);
        }
        boolean alone = !credentials.hasPredecessors();
        return alone || !times.outlivedItsPredecessors(credentials.authority(), now)
                ? new Step.Rest()
                : new Step.Retire(credentials);
    }

    /** Without authorities before it nobody has been served yet, so nobody has to be waited for. */
    private Step whenTrusted(Credentials credentials, Step.Reason reason) {
        boolean settled = seen.publishedSince()
                .filter(since -> !now.isBefore(since.plus(times.settling())))
                .isPresent();
        return settled || !credentials.hasPredecessors() ? new Step.NewLeaf(credentials, reason) : new Step.Rest();
    }
}
