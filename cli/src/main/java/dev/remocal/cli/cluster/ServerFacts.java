package dev.remocal.cli.cluster;

import java.time.Instant;
import java.util.Optional;

/**
 * What an API server says of itself.
 *
 * @param version such as {@code v1.36.1}
 * @param minor the second number of it
 * @param time its clock when it answered, to the second; empty where it does not say
 */
public record ServerFacts(String server, String context, String version, int minor, Optional<Instant> time) {}
