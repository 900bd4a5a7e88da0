package dev.remocal.test.soak;

/** What became of a request, as its client saw it. */
sealed interface Outcome {

    /**
     * A whole answer.
     *
     * @param status of HTTP; for gRPC 200 where its own status is 0
     */
    record Answered(int status, String text) implements Outcome {}

    /**
     * No answer, or half of one.
     *
     * @param begun whether a part of the answer has come
     */
    record Broken(boolean begun, String reason) implements Outcome {}
}
