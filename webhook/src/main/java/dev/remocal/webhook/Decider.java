package dev.remocal.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.remocal.injector.Decision;
import dev.remocal.injector.NamespaceInjection;
import dev.remocal.injector.NamespaceOutgoing;

/** The injector with the operator's settings. */
@FunctionalInterface
interface Decider {

    Decision decide(JsonNode pod, NamespaceInjection namespace, NamespaceOutgoing outgoing);
}
