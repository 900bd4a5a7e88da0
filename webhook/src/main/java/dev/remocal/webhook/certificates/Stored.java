package dev.remocal.webhook.certificates;

/** What was found in the Secret. */
sealed interface Stored {

    /** No Secret, or one without data: a new installation, or somebody deleted it. */
    record Missing() implements Stored {}

    /**
     * Nothing can be signed with it.
     *
     * @param sentence which key of the Secret is wrong, and how
     */
    record Damaged(String sentence) implements Stored {}

    record Sound(Credentials credentials) implements Stored {}
}
