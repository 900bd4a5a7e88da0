package dev.remocal.sidecar.proxy;

/** What the framing of a response depends on besides its own bytes: the request (RFC 9112 section 6.3). */
enum ResponseKind {
    PLAIN,
    TO_HEAD,
    TO_CONNECT;

    static ResponseKind of(RequestScanner request) {
        if (request.isHeadMethod()) {
            return TO_HEAD;
        }
        return request.isConnect() ? TO_CONNECT : PLAIN;
    }
}
