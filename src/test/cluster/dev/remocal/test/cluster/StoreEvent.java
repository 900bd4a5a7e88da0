package dev.remocal.test.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** One change of the store; nothing before means created, nothing after means removed. */
record StoreEvent(
        long version,
        ResourceType type,
        @Nullable ObjectNode before,
        @Nullable ObjectNode after) {}
