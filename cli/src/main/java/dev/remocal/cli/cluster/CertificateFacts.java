package dev.remocal.cli.cluster;

import java.time.Instant;

/** When a certificate begins and ceases to be valid. */
public record CertificateFacts(Instant from, Instant until) {}
