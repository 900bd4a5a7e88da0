package dev.remocal.webhook.certificates;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is to be done next. After each, Secret and configuration are read again. */
sealed interface Step {

    /** Why a certificate is made; metrics and the log name it. */
    enum Reason {
        SECRET_EMPTY,
        SECRET_DAMAGED,
        AUTHORITY_DUE,
        LEAF_MISSING,
        LEAF_DUE,
        AUTHORITY_CHANGED;

        String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * Make an authority and write it to the Secret.
     *
     * @param predecessors that stay trusted
     * @param leaf that replicas go on to serve until the new authority is trusted
     */
    record NewAuthority(List<X509Certificate> predecessors, Optional<Leaf> leaf, Reason reason) implements Step {
        public NewAuthority {
            predecessors = List.copyOf(predecessors);
        }
    }

    /** Sign a leaf with the authority and write it to the Secret. */
    record NewLeaf(Credentials credentials, Reason reason) implements Step {}

    /** Write the Secret without the authorities whose leaves have all ended. */
    record Retire(Credentials credentials) implements Step {}

    /** Have every entry of the configuration trust exactly these. */
    record Publish(List<X509Certificate> authorities) implements Step {
        public Publish {
            authorities = List.copyOf(authorities);
        }
    }

    /** Show this leaf to new connections. */
    record Serve(Leaf leaf) implements Step {}

    /** All is as it should be, or has to wait. */
    record Rest() implements Step {}
}
