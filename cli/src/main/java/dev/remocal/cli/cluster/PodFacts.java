package dev.remocal.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;

/** A pod as a session sees it, and all of it. */
public record PodFacts(PodView view, JsonNode json) {}
