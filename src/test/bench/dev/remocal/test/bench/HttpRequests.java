package dev.remocal.test.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/** The requests that are sent, whatever sends them. */
final class HttpRequests {

    static final String SMALL_PATH = "/orders/4711?view=full";
    static final String GRPC_PATH = "/shop.Orders/Get";
    static final String DOWNLOAD_PATH = "/download";
    static final String UPLOAD_PATH = "/upload";

    private static final Map<String, String> BROWSER = browser();

    private HttpRequests() {}

    /** What a browser sends with a request, ten fields with Host, which the load generators add. */
    private static Map<String, String> browser() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(
                "User-Agent",
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36");
        headers.put("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8");
        headers.put("Accept-Encoding", "gzip, deflate, br, zstd");
        headers.put("Accept-Language", "en-GB,en;q=0.9,de;q=0.8");
        headers.put("Cookie", "session=5f2c1a7e9b104d0f8e3a; theme=dark; consent=1; _ga=GA1.1.1795468800.1795468801");
        headers.put("Referer", "http://shop.example.com/orders?page=3");
        headers.put("Cache-Control", "max-age=0");
        headers.put("Sec-Fetch-Mode", "navigate");
        headers.put("Sec-Fetch-Site", "same-origin");
        return headers;
    }

    static Map<String, String> headers(Load.RequestKind kind) {
        return switch (kind) {
            case GET, POST -> BROWSER;
            case GET_AND_CLOSE -> {
                Map<String, String> headers = new LinkedHashMap<>(BROWSER);
                headers.put("Connection", "close");
                yield headers;
            }
            case GRPC -> Map.of("content-type", "application/grpc", "te", "trailers");
        };
    }

    static String path(Load.RequestKind kind) {
        return kind == Load.RequestKind.GRPC ? GRPC_PATH : SMALL_PATH;
    }
}
