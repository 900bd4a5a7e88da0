package dev.remocal.webhook;

/** What was sent is no AdmissionReview of a pod's creation; the message is a sentence that says why. */
public class MalformedReviewException extends Exception {

    private static final long serialVersionUID = 1;

    MalformedReviewException(String sentence) {
        super(sentence);
    }
}
