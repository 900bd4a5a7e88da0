package dev.remocal.cli;

import dev.remocal.cli.environment.EnvironmentRules;
import java.util.Optional;

/**
 * Which environment a local process is to get.
 *
 * @param fromPod false where only what the rules themselves say is wanted
 * @param container empty for the one that the session is about
 */
record EnvironmentRequest(boolean fromPod, Optional<String> container, EnvironmentRules rules) {}
