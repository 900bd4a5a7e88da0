package dev.remocal.webhook.certificates;

import java.time.Instant;
import java.util.Optional;

/**
 * All that a decision is made from.
 *
 * @param publishedSince from when on this replica has seen the configuration trust what the Secret says
 * @param reset what this replica has just published is gone again: somebody else sets caBundle too
 * @param serving what this replica shows to new connections
 */
record Observation(
        Stored stored,
        Published published,
        Optional<Instant> publishedSince,
        boolean reset,
        Optional<Leaf> serving,
        Instant now) {}
