package dev.remocal.webhook;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** A malformed review is answered 400 with code and sentence. */
class MalformedReviewMapper {

    private static final Logger LOG = Logger.getLogger(MalformedReviewMapper.class);

    static final String CODE = "malformed-review";

    private final AdmissionMetrics metrics;

    MalformedReviewMapper(AdmissionMetrics metrics) {
        this.metrics = metrics;
    }

    @ServerExceptionMapper
    Response toResponse(MalformedReviewException malformed) {
        metrics.countMalformed();
        LOG.warnf("A request was no admission review of a pod. sentence=%s", malformed.getMessage());
        String problem = JsonNodeFactory.instance
                .objectNode()
                .put("code", CODE)
                .put("message", malformed.getMessage())
                .toString();
        return Response.status(Response.Status.BAD_REQUEST)
                .type(MediaType.APPLICATION_JSON)
                .entity(problem)
                .build();
    }
}
