import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;

/** Run by mvnw where there is neither curl nor wget, as in Temurin's images: Download.java URL FILE. */
final class Download {

    private Download() {}

    public static void main(String[] arguments) throws Exception {
        try (HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(arguments[0])).build();
            int status = client.send(request, HttpResponse.BodyHandlers.ofFile(Path.of(arguments[1])))
                    .statusCode();
            if (status != 200) {
                throw new IOException("status " + status);
            }
        } catch (IOException e) {
            System.err.println("mvnw: " + arguments[0] + ": " + e);
            System.exit(1);
        }
    }
}
