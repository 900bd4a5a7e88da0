package dev.remocal.webhook.certificates;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@link Credentials} as the Secret's keys and texts, in both directions; pure. */
final class SecretData {

    static final String AUTHORITIES = "ca.crt";
    static final String AUTHORITY_KEY = "ca.key";
    static final String LEAF = "tls.crt";
    static final String LEAF_KEY = "tls.key";

    private SecretData() {}

    static Map<String, String> write(Credentials credentials) {
        Map<String, String> authority = Map.of(
                AUTHORITIES, Pem.write(credentials.authorities()),
                AUTHORITY_KEY, Pem.write(credentials.authorityKey()));
        return credentials.leaf().map(leaf -> with(authority, leaf)).orElse(authority);
    }

    private static Map<String, String> with(Map<String, String> authority, Leaf leaf) {
        Map<String, String> all = new HashMap<>(authority);
        all.put(LEAF, Pem.write(List.of(leaf.certificate())));
        all.put(LEAF_KEY, Pem.write(leaf.key()));
        return Map.copyOf(all);
    }

    static Stored read(Map<String, String> data) {
        if (data.values().stream().allMatch(String::isEmpty)) {
            return new Stored.Missing();
        }
        try {
            return sound(data);
        } catch (Unreadable unreadable) {
            return new Stored.Damaged(unreadable.sentence());
        }
    }

    private static Stored sound(Map<String, String> data) throws Unreadable {
        List<X509Certificate> authorities = certificates(data, AUTHORITIES);
        PrivateKey key = key(data, AUTHORITY_KEY);
        if (!Signatures.belongs(key, authorities.getFirst())) {
            throw new Unreadable(AUTHORITY_KEY, "it does not belong to the first certificate of " + AUTHORITIES);
        }
        return new Stored.Sound(new Credentials(authorities, key, leaf(data, authorities)));
    }

    /** One that is damaged is as good as none: the authority can make another. */
    private static Optional<Leaf> leaf(Map<String, String> data, List<X509Certificate> authorities) {
        try {
            Leaf leaf = new Leaf(certificates(data, LEAF).getFirst(), key(data, LEAF_KEY));
            return Optional.of(leaf)
                    .filter(it -> Signatures.belongs(it.key(), it.certificate()))
                    .filter(it -> authorities.stream().anyMatch(it::isOf));
        } catch (Unreadable none) {
            return Optional.empty();
        }
    }

    private static List<X509Certificate> certificates(Map<String, String> data, String name) throws Unreadable {
        try {
            List<X509Certificate> certificates = Pem.certificates(text(data, name));
            if (certificates.isEmpty()) {
                throw new Unreadable(name, "it holds no certificate");
            }
            return certificates;
        } catch (CertificateException e) {
            throw new Unreadable(name, "it holds no certificates that can be read");
        }
    }

    private static PrivateKey key(Map<String, String> data, String name) throws Unreadable {
        try {
            return Pem.key(text(data, name));
        } catch (GeneralSecurityException e) {
            throw new Unreadable(name, "it holds no key on an elliptic curve that can be read");
        }
    }

    private static String text(Map<String, String> data, String name) throws Unreadable {
        String text = data.getOrDefault(name, "");
        if (text.isEmpty()) {
            throw new Unreadable(name, "it is missing");
        }
        return text;
    }

    /** Names the key, never what it holds. */
    private static final class Unreadable extends Exception {

        private static final long serialVersionUID = 1;

        Unreadable(String name, String what) {
            super(name + ": " + what);
        }

        String sentence() {
            return String.valueOf(getMessage());
        }
    }
}
