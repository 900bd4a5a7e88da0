package dev.remocal.webhook;

import dev.remocal.injector.Decision;

/** What came of one well-formed review. */
sealed interface Outcome {

    record Decided(Decision decision) implements Outcome {}

    /** A defect of ours; the pod is admitted as it is. */
    record Failed(RuntimeException failure) implements Outcome {}
}
