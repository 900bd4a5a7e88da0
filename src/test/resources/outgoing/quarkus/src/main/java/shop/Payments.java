package shop;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * What a developer of payments works on in dev mode: configured by the pod's environment and files, it asks its neighbours by
 * their names for each request.
 */
@Path("/")
public class Payments {

    private static final String REVISION = "first";

    @ConfigProperty(name = "shop.region")
    String region;

    @ConfigProperty(name = "remocal.root")
    java.nio.file.Path root;

    private final Neighbours neighbours;

    Payments(Neighbours neighbours) {
        this.neighbours = neighbours;
    }

    @GET
    public Map<String, String> answer() throws IOException, InterruptedException {
        return Map.of(
                "servedBy", "local-quarkus",
                "revision", REVISION,
                "region", region,
                "currency",
                        Files.readString(root.resolve("etc/payments/currency")).strip(),
                "http", neighbours.catalog(),
                "grpc", neighbours.rates(),
                "tcp", neighbours.ledger(),
                "events", neighbours.events());
    }
}
