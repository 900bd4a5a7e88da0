package dev.remocal.sidecar.proxy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The rules that may match one request, of the table that was in force when its head was complete.
 *
 * @param rules all of the table
 * @param numbers the places of the candidates among them
 */
record Candidates(List<Rule> rules, BitSet numbers) {

    static final Candidates NONE = new Candidates(List.of(), new BitSet());

    /** Nobody but the app gets the request, whatever else is in its head. */
    boolean isEmpty() {
        return numbers.isEmpty();
    }

    /** What those of them that match make of the request. */
    Route route(RequestHead head) {
        List<Rule> matching = new ArrayList<>(2);
        for (int number = numbers.nextSetBit(0); number >= 0; number = numbers.nextSetBit(number + 1)) {
            Rule rule = rules.get(number);
            if (rule.matches(head)) {
                matching.add(rule);
            }
        }
        return Route.of(matching);
    }
}
