package dev.remocal.test;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The local Maven repository of who runs the tests, as a remote one on loopback: for a user who may not read it, and has one
 * of his own. Not the JDK's own file server, which follows no links.
 */
final class RepositoryServer implements AutoCloseable {

    private static final int NO_BODY = -1;

    private final Path repository;
    private final HttpServer server;

    private RepositoryServer(Path repository, HttpServer server) {
        this.repository = repository;
        this.server = server;
    }

    static RepositoryServer start(Path repository) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        RepositoryServer started = new RepositoryServer(repository, server);
        server.createContext("/", started::answer);
        server.start();
        return started;
    }

    private void answer(HttpExchange exchange) throws IOException {
        Path file = repository
                .resolve(exchange.getRequestURI().getPath().substring(1))
                .normalize();
        try (exchange) {
            if (!file.startsWith(repository) || !Files.isRegularFile(file)) {
                exchange.sendResponseHeaders(404, NO_BODY);
            } else {
                exchange.sendResponseHeaders(200, Files.size(file));
                try (OutputStream body = exchange.getResponseBody()) {
                    Files.copy(file, body);
                }
            }
        }
    }

    /** What has Maven ask here first, and Maven Central for what is not here. */
    String settings() {
        String url = "http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":"
                + server.getAddress().getPort();
        return """
                <settings>
                  <profiles>
                    <profile>
                      <id>neighbour</id>
                      <repositories>
                        <repository><id>neighbour</id><url>%1$s</url></repository>
                      </repositories>
                      <pluginRepositories>
                        <pluginRepository><id>neighbour</id><url>%1$s</url></pluginRepository>
                      </pluginRepositories>
                    </profile>
                  </profiles>
                  <activeProfiles><activeProfile>neighbour</activeProfile></activeProfiles>
                </settings>
                """.formatted(url);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
