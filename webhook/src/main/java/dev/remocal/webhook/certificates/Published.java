package dev.remocal.webhook.certificates;

import java.security.cert.X509Certificate;
import java.util.List;

/** What the MutatingWebhookConfiguration trusts. */
sealed interface Published {

    /** There is no configuration; so nobody calls. */
    record Nowhere() implements Published {}

    /** The caBundle of each entry, as PEM; empty where there is none. */
    record Bundles(List<String> pems) implements Published {
        public Bundles {
            pems = List.copyOf(pems);
        }
    }

    default boolean isExactly(List<X509Certificate> authorities) {
        return switch (this) {
            case Nowhere nowhere -> true;
            case Bundles(List<String> pems) -> pems.stream().allMatch(Pem.write(authorities)::equals);
        };
    }

    /** Every authority that some entry trusts. */
    default List<X509Certificate> authorities() {
        return switch (this) {
            case Nowhere nowhere -> List.of();
            case Bundles(List<String> pems) ->
                pems.stream()
                        .flatMap(pem -> Pem.certificatesIn(pem).stream())
                        .distinct()
                        .toList();
        };
    }
}
