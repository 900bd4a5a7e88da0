package dev.remocal.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;

/**
 * The request of an AdmissionReview, {@code admission.k8s.io/v1}: the creation of a pod.
 *
 * @param uid to be echoed
 * @param dryRun nothing will be stored; the answer is the same
 */
record AdmissionRequest(String uid, String namespace, boolean dryRun, JsonNode pod) {

    static final String API_VERSION = "admission.k8s.io/v1";
    static final String KIND = "AdmissionReview";

    /**
     * Of JSON, in one review: at most 64 bytes of heap for each, and so 8 MiB (AdmissionLimit), where a body of nothing but empty
     * objects would take 25 times its size. An environment of 2 MB, which is more than etcd takes, has 120,000.
     */
    static final int MOST_TOKENS = 1 << 17;

    private static final ObjectReader JSON = JsonMapper.builder(new ReviewJsonFactory(
                    StreamReadConstraints.builder().maxTokenCount(MOST_TOKENS).build()))
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build()
            .reader();

    /** Characters of a wrong value that a sentence repeats. */
    private static final int MAX_QUOTED_LENGTH = 64;

    /** A namespace is an RFC 1123 label. */
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    static AdmissionRequest parse(InputStream review) throws MalformedReviewException {
        JsonNode root = json(review);
        expect("apiVersion", root.path("apiVersion"), API_VERSION);
        expect("kind", root.path("kind"), KIND);
        JsonNode request = root.path("request");
        require(request.isObject(), "request is missing");
        require(!request.path("uid").asText("").isEmpty(), "request.uid is missing");
        expect("request.kind.group", request.path("kind").path("group"), "");
        expect("request.kind.kind", request.path("kind").path("kind"), "Pod");
        // Where a pod runs is fixed once it exists: an update that adds containers would be rejected.
        expect("request.operation", request.path("operation"), "CREATE");
        expect("request.subResource", request.path("subResource"), "");
        String namespace = request.path("namespace").asText("");
        require(NAMESPACE.matcher(namespace).matches(), "request.namespace is not the name of a namespace");
        require(request.path("object").isObject(), "request.object is missing");
        return new AdmissionRequest(
                request.path("uid").asText(), namespace, request.path("dryRun").asBoolean(), request.path("object"));
    }

    private static JsonNode json(InputStream review) throws MalformedReviewException {
        try {
            return JSON.readTree(review);
        } catch (StreamConstraintsException e) {
            throw new MalformedReviewException(
                    "The body is beyond what this webhook reads of JSON: " + e.getOriginalMessage());
        } catch (JsonProcessingException e) {
            throw new MalformedReviewException("The body is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new MalformedReviewException("The body cannot be read.");
        }
    }

    private static void expect(String field, JsonNode value, String expected) throws MalformedReviewException {
        if (!expected.equals(value.asText(""))) {
            throw malformed("%s is %s; this webhook takes \"%s\", so correct the rules of its configuration"
                    .formatted(field, quoted(value), expected));
        }
    }

    /** As JSON, so that control characters are escaped, and cut, for it goes into an answer and a log line. */
    private static String quoted(JsonNode value) {
        String text = value.isMissingNode() ? "missing" : value.toString();
        return text.length() <= MAX_QUOTED_LENGTH ? text : text.substring(0, MAX_QUOTED_LENGTH) + "…";
    }

    private static void require(boolean holds, String otherwise) throws MalformedReviewException {
        if (!holds) {
            throw malformed(otherwise);
        }
    }

    private static MalformedReviewException malformed(String cause) {
        return new MalformedReviewException("The AdmissionReview is malformed: " + cause + ".");
    }
}
