package dev.remocal.test.bench;

/**
 * The configurations of the proxies that have one. Each is as its project ships it but for what a fair comparison needs:
 * one worker, no access log, connections kept open on both sides, bodies that stay in memory, and no limit that a load
 * meets.
 */
final class Configurations {

    private static final int MANY = 1_000_000_000;

    /** Where a proxy listens, for HTTP/1.1 and for HTTP/2, and where the app is. */
    record Ports(int http1, int http2, int app) {}

    private Configurations() {}

    /** Without a master process, so that nothing stays behind when the benchmark is killed; the worker is the same. */
    static String nginx(Ports ports) {
        return """
                daemon off;
                master_process off;
                worker_processes 1;
                pid nginx.pid;
                error_log stderr crit;
                events { worker_connections 8192; }
                http {
                  access_log off;
                  keepalive_requests %4$d;
                  client_max_body_size 0;
                  client_body_buffer_size %6$d;
                  proxy_max_temp_file_size 0;
                  proxy_buffers 8 64k;
                  client_body_temp_path body;
                  proxy_temp_path proxy;
                  fastcgi_temp_path fastcgi;
                  uwsgi_temp_path uwsgi;
                  scgi_temp_path scgi;
                  upstream app { server 127.0.0.1:%3$d; keepalive %5$d; keepalive_requests %4$d; }
                  server {
                    listen 127.0.0.1:%1$d backlog=4096;
                    proxy_http_version 1.1;
                    proxy_set_header Connection "";
                    location / { proxy_pass http://app; }
                    location %7$s { proxy_pass http://app; proxy_request_buffering off; }
                  }
                  server {
                    listen 127.0.0.1:%2$d http2 backlog=4096;
                    location / { grpc_pass grpc://app; }
                  }
                }
                """.formatted(
                        ports.http1,
                        ports.http2,
                        ports.app,
                        MANY,
                        BenchLimits.UPSTREAM_CONNECTIONS,
                        BenchLimits.NGINX_BODY_BYTES,
                        HttpRequests.UPLOAD_PATH);
    }

    static String haproxy(Ports ports) {
        return """
                global
                  nbthread 1
                  maxconn 8192
                  tune.bufsize %4$d
                defaults
                  mode http
                  timeout connect 5s
                  timeout client 60s
                  timeout server 60s
                frontend http1
                  bind 127.0.0.1:%1$d backlog 4096
                  default_backend app1
                backend app1
                  server app 127.0.0.1:%3$d
                frontend http2
                  bind 127.0.0.1:%2$d proto h2 backlog 4096
                  default_backend app2
                backend app2
                  server app 127.0.0.1:%3$d proto h2
                """.formatted(ports.http1, ports.http2, ports.app, BenchLimits.HAPROXY_BUFFER_BYTES);
    }

    static String envoy(Ports ports) {
        return "static_resources:\n  listeners:\n"
                + envoyListener("http1", ports.http1)
                + envoyListener("http2", ports.http2)
                + "  clusters:\n"
                + envoyCluster("http1", "http_protocol_options", ports.app)
                + envoyCluster("http2", "http2_protocol_options", ports.app);
    }

    private static String envoyListener(String name, int port) {
        return """
                  - name: %1$s
                    address: { socket_address: { address: 127.0.0.1, port_value: %2$d } }
                    tcp_backlog_size: 4096
                    filter_chains:
                    - filters:
                      - name: envoy.filters.network.http_connection_manager
                        typed_config:
                          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                          stat_prefix: %1$s
                          codec_type: AUTO
                          route_config:
                            virtual_hosts:
                            - name: app
                              domains: ["*"]
                              routes: [{ match: { prefix: "/" }, route: { cluster: %1$s, timeout: 60s } }]
                          http_filters:
                          - name: envoy.filters.http.router
                            typed_config:
                              "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router
                """.formatted(name, port).indent(2);
    }

    private static String envoyCluster(String name, String protocol, int port) {
        return """
                  - name: %1$s
                    type: STATIC
                    connect_timeout: 5s
                    circuit_breakers:
                      thresholds:
                      - { max_connections: 8192, max_pending_requests: 8192, max_requests: 8192 }
                    typed_extension_protocol_options:
                      envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
                        "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
                        explicit_http_config: { %2$s: {} }
                    load_assignment:
                      cluster_name: %1$s
                      endpoints:
                      - lb_endpoints:
                        - endpoint: { address: { socket_address: { address: 127.0.0.1, port_value: %3$d } } }
                """.formatted(name, protocol, port).indent(2);
    }
}
