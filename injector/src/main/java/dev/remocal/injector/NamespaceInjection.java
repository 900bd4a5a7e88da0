package dev.remocal.injector;

import org.jspecify.annotations.Nullable;

/** What a namespace's label {@value PodMetadata#INJECTION_LABEL} asks for. */
public enum NamespaceInjection {
    /** No label, or another value: no pod is touched. */
    NONE,
    /** Pods labelled {@code remocal.dev/inject=true}. */
    ENABLED,
    /** Every pod that is not labelled {@code remocal.dev/inject=false}. */
    ALL;

    public static NamespaceInjection of(@Nullable String label) {
        return switch (label) {
            case "enabled" -> ENABLED;
            case "all" -> ALL;
            case null, default -> NONE;
        };
    }
}
