package dev.remocal.webhook.certificates;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the Secret keeps, for all replicas.
 *
 * @param authorities all that are to be trusted: the one that signs, and those before it that may still be met
 * @param authorityKey of the first
 * @param leaf what replicas serve; absent until the first authority is trusted
 */
record Credentials(List<X509Certificate> authorities, PrivateKey authorityKey, Optional<Leaf> leaf) {

    Credentials {
        authorities = List.copyOf(authorities);
    }

    X509Certificate authority() {
        return authorities.getFirst();
    }

    boolean hasPredecessors() {
        return authorities.size() > 1;
    }

    Credentials with(Leaf renewed) {
        return new Credentials(authorities, authorityKey, Optional.of(renewed));
    }

    Credentials withoutPredecessors() {
        return new Credentials(List.of(authority()), authorityKey, leaf);
    }

    /** The leaf, where it has not ended. */
    Optional<Leaf> usable(Instant now) {
        return leaf.filter(it -> it.validAt(now));
    }
}
