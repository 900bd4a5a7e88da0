package dev.remocal.webhook;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/**
 * Refuses a review, before it is read, that memory may not suffice for beside those under way; the pod is then what the
 * configuration's {@code failurePolicy} makes of it. Otherwise the webhook would end, and with it all that is under way.
 */
@ApplicationScoped
class AdmissionLimit {

    private static final Logger LOG = Logger.getLogger(AdmissionLimit.class);

    /** Bytes of the largest review that is read at all: quarkus.http.limits.max-body-size. */
    static final long LARGEST_REVIEW = 4L << 20;

    /**
     * Bytes of all reviews under way: two of the largest, forty of pods of 200 KB, thousands of usual ones. What is made of one,
     * one at a time, takes its text, 8 MiB (AdmissionRequest) and what changes: with these 22 MiB of the heap's 64
     * (webhook.jvmargs).
     */
    static final long MOST_UNDER_WAY = 2 * LARGEST_REVIEW;

    static final String CODE = "too-many-reviews";

    /** Before Quarkus REST, which has the body read. */
    private static final int FIRST = 1_000;

    private final ReviewRoom room = new ReviewRoom(MOST_UNDER_WAY);
    private final AdmissionMetrics metrics;

    AdmissionLimit(AdmissionMetrics metrics) {
        this.metrics = metrics;
    }

    void register(@Observes Filters filters) {
        filters.register(this::admit, FIRST);
    }

    private void admit(RoutingContext call) {
        long bytes = size(call.request());
        if (room.tryTake(bytes)) {
            // Also where the caller hangs up before its last byte.
            call.addEndHandler(ended -> room.giveBack(bytes));
            call.next();
        } else {
            refuse(call);
        }
    }

    /** What is too large is refused as that, later; who does not tell the size may send the largest. */
    private static long size(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaderNames.CONTENT_LENGTH);
        return length == null ? LARGEST_REVIEW : Math.min(Long.parseLong(length), LARGEST_REVIEW);
    }

    private void refuse(RoutingContext call) {
        metrics.countRefused();
        LOG.warnf("A review was refused for lack of memory; run more replicas. mostBytes=%d", MOST_UNDER_WAY);
        String problem = JsonNodeFactory.instance
                .objectNode()
                .put("code", CODE)
                .put(
                        "message",
                        "This replica of the webhook has %d bytes of reviews under way, and no memory for more; run more replicas."
                                .formatted(MOST_UNDER_WAY))
                .toString();
        call.request().resume();
        call.response()
                .setStatusCode(HttpResponseStatus.SERVICE_UNAVAILABLE.code())
                .putHeader(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                .end(problem);
    }
}
