package dev.remocal.test.sample;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a pod gives its process: variables that begin with SHOP_, and the neighbours that they name: URLs in
 * SHOP_CATALOG_URL and SHOP_STOCK_URL, host and port of a {@link Ledger} in SHOP_LEDGER.
 */
final class Surroundings {

    private static final String PREFIX = "SHOP_";
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final int TLS_REQUEST_BYTES = 8;

    private Surroundings() {}

    static String json(String servedBy) {
        List<String> reached = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        attempt("catalog", Surroundings::askByHttp, "SHOP_CATALOG_URL", reached, problems);
        attempt("stock", Surroundings::askByHttp, "SHOP_STOCK_URL", reached, problems);
        attempt("ledger", Surroundings::askLedger, "SHOP_LEDGER", reached, problems);
        List<String> variables = variables().entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toList();
        return Json.object(Map.of(
                "servedBy", servedBy, "environment", variables, "neighboursReached", reached, "problems", problems));
    }

    private static Map<String, String> variables() {
        Map<String, String> variables = new TreeMap<>(System.getenv());
        variables.keySet().removeIf(name -> !name.startsWith(PREFIX));
        return variables;
    }

    /** Asks one neighbour. */
    private interface Question {
        void ask(String where) throws IOException, InterruptedException;
    }

    private static void attempt(
            String neighbour, Question question, String variable, List<String> reached, List<String> problems) {
        try {
            question.ask(Sample.variable(variable).orElseThrow(() -> new IOException(variable + " is not set")));
            reached.add(neighbour);
        } catch (IOException e) {
            problems.add(neighbour + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            problems.add(neighbour + ": interrupted");
        }
    }

    private static void askByHttp(String url) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT)
                .build()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/healthz"))
                    .timeout(TIMEOUT)
                    .build();
            int status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status != 200) {
                throw new IOException("answered " + status);
            }
        }
    }

    /** A client that would like TLS is declined with an N. */
    private static void askLedger(String hostAndPort) throws IOException {
        int colon = hostAndPort.lastIndexOf(':');
        InetSocketAddress address = new InetSocketAddress(
                hostAndPort.substring(0, colon), Integer.parseInt(hostAndPort.substring(colon + 1)));
        int timeout = Math.toIntExact(TIMEOUT.toMillis());
        try (Socket socket = new Socket()) {
            socket.connect(address, timeout);
            socket.setSoTimeout(timeout);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(TLS_REQUEST_BYTES);
            out.writeInt(Ledger.TLS_REQUEST);
            byte answer = new DataInputStream(socket.getInputStream()).readByte();
            if (answer != 'N') {
                throw new IOException("answered " + answer);
            }
        }
    }
}
