package dev.remocal.test.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HTTPHeader;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What the probes of one container are sent to: its pod's address, its own named ports, its own commands. */
record ProbeTarget(String podIp, Container container, ProcessLauncher launcher) {

    private static final int DEFAULT_TIMEOUT_SECONDS = 1;

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /** One attempt; whatever goes wrong with it is a failure. */
    boolean attempt(Probe probe) {
        Integer seconds = probe.getTimeoutSeconds();
        Duration timeout = Duration.ofSeconds(seconds == null ? DEFAULT_TIMEOUT_SECONDS : seconds);
        try {
            if (probe.getHttpGet() != null) {
                return get(probe.getHttpGet(), timeout);
            }
            if (probe.getTcpSocket() != null) {
                return connect(port(probe.getTcpSocket().getPort()), timeout);
            }
            return probe.getExec() == null || run(probe.getExec().getCommand(), timeout);
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean get(HTTPGetAction action, Duration timeout) throws IOException, InterruptedException {
        String host = action.getHost() == null ? podIp : action.getHost();
        String path = action.getPath() == null ? "/" : action.getPath();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://" + host + ":" + port(action.getPort()) + path))
                .timeout(timeout)
                .header("User-Agent", "kube-probe/1.36");
        for (HTTPHeader header : action.getHttpHeaders()) {
            request.header(header.getName(), header.getValue());
        }
        int status = HTTP.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
        return status >= 200 && status < 400;
    }

    private boolean connect(int port, Duration timeout) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(podIp, port), Math.toIntExact(timeout.toMillis()));
            return true;
        }
    }

    private boolean run(List<String> command, Duration timeout) throws IOException, InterruptedException {
        Process process = launcher.execute(container, command);
        boolean ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        process.destroyForcibly();
        return ended && process.exitValue() == 0;
    }

    private int port(IntOrString port) throws IOException {
        if (port.getIntVal() != null) {
            return port.getIntVal();
        }
        return container.getPorts().stream()
                .filter(candidate -> port.getStrVal().equals(candidate.getName()))
                .map(ContainerPort::getContainerPort)
                .findFirst()
                .orElseThrow(() -> new IOException("container has no port named " + port.getStrVal()));
    }
}
