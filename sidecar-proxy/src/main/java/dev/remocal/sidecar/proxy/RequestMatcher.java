package dev.remocal.sidecar.proxy;

import dev.remocal.protocol.Filter;

/** A filter made ready for requests. Matching is linear in the length of the head, whatever the filter. */
@FunctionalInterface
interface RequestMatcher {

    boolean matches(RequestHead head);

    /**
     * Compiles a filter.
     *
     * @throws IllegalArgumentException with a sentence where a regular expression is malformed or too costly
     */
    static RequestMatcher compile(Filter filter) {
        return new FilterCompiler().compile(filter);
    }
}
