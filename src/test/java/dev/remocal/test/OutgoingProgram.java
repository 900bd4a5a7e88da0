package dev.remocal.test;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.remocal.test.echo.GrpcEcho;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a developer of payments runs: configured by the pod's environment and files, it asks its neighbours by their names
 * for each request. Environment of its own: LISTEN.
 */
final class OutgoingProgram {

    private static final byte[] TLS_REQUEST = {0, 0, 0, 8, 4, (byte) 210, 22, 47};

    private OutgoingProgram() {}

    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(System.getenv("LISTEN"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", OutgoingProgram::answer);
        server.start();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        Map<String, String> answer = new LinkedHashMap<>(Map.of("servedBy", "local-jvm"));
        try {
            answer.put("region", System.getenv("SHOP_REGION"));
            Path root = Path.of(System.getenv("REMOCAL_ROOT"));
            answer.put(
                    "currency",
                    Files.readString(root.resolve("etc/payments/currency")).strip());
            answer.put("http", catalog());
            answer.put("grpc", rates());
            answer.put("tcp", ledger());
        } catch (IOException | RuntimeException problem) {
            answer.put("problem", problem.toString());
        }
        byte[] body = new ObjectMapper().writeValueAsString(answer).getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static String catalog() throws IOException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(System.getenv("SHOP_CATALOG_URL") + "/hello"))
                    .build();
            String body =
                    client.send(request, HttpResponse.BodyHandlers.ofString()).body();
            return Json.text(body, "/servedBy");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static String rates() {
        ManagedChannel channel = NettyChannelBuilder.forTarget("dns:///" + System.getenv("SHOP_RATES"))
                .usePlaintext()
                .build();
        try {
            return ClientCalls.blockingUnaryCall(channel, GrpcEcho.UNARY, CallOptions.DEFAULT, "ada");
        } finally {
            channel.shutdownNow();
        }
    }

    private static String ledger() throws IOException {
        URI address = URI.create("tcp://" + System.getenv("SHOP_LEDGER"));
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.getOutputStream().write(TLS_REQUEST);
            return Character.toString(socket.getInputStream().read());
        }
    }
}
