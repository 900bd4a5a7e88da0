package dev.remocal.webhook.certificates;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * What new connections are shown. It is asked at each handshake, so a renewal changes one reference: nothing is restarted or
 * loaded again, and open connections stay. Before the first leaf, handshakes fail, and the webhook is not ready.
 */
final class ServedCertificate extends X509ExtendedKeyManager {

    /** A handshake asks for the alias first and for chain and key by it then; so the leaf before is kept too. */
    private static final int KEPT = 2;

    private record Numbered(String alias, Leaf leaf) {}

    private final Deque<Numbered> newestFirst = new ArrayDeque<>();
    private long renewals;

    synchronized void serve(Leaf leaf) {
        newestFirst.addFirst(new Numbered(Long.toString(++renewals), leaf));
        if (newestFirst.size() > KEPT) {
            newestFirst.removeLast();
        }
    }

    synchronized Optional<Leaf> current() {
        return Optional.ofNullable(newestFirst.peekFirst()).map(Numbered::leaf);
    }

    private synchronized Optional<Leaf> find(String alias) {
        return newestFirst.stream()
                .filter(numbered -> numbered.alias().equals(alias))
                .map(Numbered::leaf)
                .findFirst();
    }

    private synchronized @Nullable String alias(String keyType) {
        Numbered newest = newestFirst.peekFirst();
        boolean fits = newest != null
                && newest.leaf().certificate().getPublicKey().getAlgorithm().equals(keyType);
        return fits ? newest.alias() : null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        return alias(keyType);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
        return alias(keyType);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = alias(keyType);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return find(alias).map(Leaf::chain).orElse(null);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return find(alias).map(Leaf::key).orElse(null);
    }

    /** The webhook is a server only. */
    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String @Nullable [] keyTypes, Principal @Nullable [] issuers, Socket socket) {
        return null;
    }
}
