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
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
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

/** catalog speaks HTTP/1.1, rates gRPC, ledger PostgreSQL's protocol, and events Kafka's. */
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

    @ConfigProperty(name = "shop.events")
    String bootstrap;

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

    /** Of whoever is there where the first one asked says that the broker is. */
    String events() throws IOException {
        URI address = URI.create("tcp://" + bootstrap);
        Metadata first = metadata(address.getHost(), address.getPort());
        return metadata(first.host(), first.port()).topic();
    }

    private record Metadata(String host, int port, String topic) {}

    /** Kafka's request 3 in version 0, for all topics, by a client without a name. */
    private static Metadata metadata(String host, int port) throws IOException {
        try (Socket socket = new Socket(host, port)) {
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
            out.writeInt(14);
            out.writeShort(3);
            out.writeShort(0);
            out.writeInt(1);
            out.writeShort(-1);
            out.writeInt(0);
            out.flush();
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            in.skipNBytes(4 * Integer.BYTES);
            String broker = in.readUTF();
            int brokerPort = in.readInt();
            in.skipNBytes(Integer.BYTES + Short.BYTES);
            return new Metadata(broker, brokerPort, in.readUTF());
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
