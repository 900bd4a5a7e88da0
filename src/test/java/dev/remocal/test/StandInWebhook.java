package dev.remocal.test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.remocal.test.cluster.Certificates;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A webhook of a few lines, over TLS, that remembers the reviews it was sent. */
final class StandInWebhook implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final char[] NO_PASSWORD = {};

    private final HttpsServer server;
    private final String host;
    private final List<JsonNode> reviews = new CopyOnWriteArrayList<>();

    /** The function gets the request of a review and fills in the response, of which uid and allowed are there. */
    StandInWebhook(String host, Certificates authority, Function<ObjectNode, ObjectNode> answer)
            throws IOException, GeneralSecurityException {
        this.host = host;
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName(host), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context(authority.issue(host))));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> answer(exchange, answer));
        server.start();
    }

    private void answer(HttpExchange exchange, Function<ObjectNode, ObjectNode> answer) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody()).path("request");
        reviews.add(request);
        ObjectNode review =
                JSON.createObjectNode().put("kind", "AdmissionReview").put("apiVersion", "admission.k8s.io/v1");
        ObjectNode response = review.putObject("response").put("allowed", true);
        response.set("uid", request.path("uid"));
        review.set("response", answer.apply(response));
        byte[] body = review.toString().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    static ObjectNode patch(ObjectNode response, String patch) {
        String base64 = Base64.getEncoder().encodeToString(patch.getBytes(StandardCharsets.UTF_8));
        return response.put("patchType", "JSONPatch").put("patch", base64);
    }

    String url() {
        return "https://" + host + ":" + server.getAddress().getPort() + "/mutate";
    }

    List<JsonNode> reviews() {
        return reviews;
    }

    private static SSLContext context(Certificates.ServerCertificate certificate)
            throws GeneralSecurityException, IOException {
        Certificate chain = CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(certificate.certificatePem().getBytes(StandardCharsets.US_ASCII)));
        String base64 = certificate.keyPem().replaceAll("-----[A-Z ]+-----", "");
        PrivateKey key = KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, NO_PASSWORD);
        store.setKeyEntry("server", key, NO_PASSWORD, new Certificate[] {chain});
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, NO_PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
