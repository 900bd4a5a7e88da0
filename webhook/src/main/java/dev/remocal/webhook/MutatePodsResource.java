package dev.remocal.webhook;

import dev.remocal.injector.NamespaceInjection;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.util.concurrent.CompletionStage;

/**
 * Where the API server sends the pods of namespaces that opted in. A review does not say how its namespace is labelled, so
 * each value of the label has a path of its own, which the namespaceSelector of its webhook leads to: nobody has to be
 * asked. (A path, because the API server allows no query in a webhook's address.)
 */
@Path("/mutate/pods")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@NonBlocking
public class MutatePodsResource {

    private final Admissions admissions;

    MutatePodsResource(Admissions admissions) {
        this.admissions = admissions;
    }

    /** Namespaces with {@code remocal.dev/injection=enabled}. */
    @POST
    public CompletionStage<String> enabled(InputStream review) throws MalformedReviewException {
        return admissions.answer(review, NamespaceInjection.ENABLED);
    }

    /** Namespaces with {@code remocal.dev/injection=all}. */
    @POST
    @Path("/all")
    public CompletionStage<String> all(InputStream review) throws MalformedReviewException {
        return admissions.answer(review, NamespaceInjection.ALL);
    }
}
