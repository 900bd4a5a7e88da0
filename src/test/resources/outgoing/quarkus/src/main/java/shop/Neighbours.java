package shop;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** catalog speaks HTTP/1.1, rates gRPC, and ledger PostgreSQL's protocol. */
@ApplicationScoped
class Neighbours {

    private static final MethodDescriptor<String, String> UNARY = MethodDescriptor.<String, String>newBuilder()
            .setType(MethodType.UNARY)
            .setFullMethodName("remocal.Echo/Unary")
            .setRequestMarshaller(new Text())
            .setResponseMarshaller(new Text())
            .build();

    private static final byte[] TLS_REQUEST = {0, 0, 0, 8, 4, (byte) 210, 22, 47};

    @ConfigProperty(name = "shop.catalog.url")
    URI catalog;

    @ConfigProperty(name = "shop.rates")
    String rates;

    @ConfigProperty(name = "shop.ledger")
    String ledger;

    private final ObjectMapper json;

    Neighbours(ObjectMapper json) {
        this.json = json;
    }

    String catalog() throws IOException, InterruptedException {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpRequest request =
                    HttpRequest.newBuilder(catalog.resolve("/hello")).build();
            return json.readTree(client.send(request, BodyHandlers.ofString()).body())
                    .get("servedBy")
                    .asText();
        }
    }

    String rates() {
        ManagedChannel channel =
                NettyChannelBuilder.forTarget("dns:///" + rates).usePlaintext().build();
        try {
            return ClientCalls.blockingUnaryCall(channel, UNARY, CallOptions.DEFAULT, "ada");
        } finally {
            channel.shutdownNow();
        }
    }

    String ledger() throws IOException {
        URI address = URI.create("tcp://" + ledger);
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.getOutputStream().write(TLS_REQUEST);
            return Character.toString(socket.getInputStream().read());
        }
    }

    private static final class Text implements Marshaller<String> {

        @Override
        public InputStream stream(String text) {
            return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream bytes) {
            try {
                return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
