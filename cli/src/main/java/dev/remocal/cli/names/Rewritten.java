package dev.remocal.cli.names;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What has become of an environment.
 *
 * @param changed the new values, of changed variables alone
 * @param rows a line for each host that was rewritten
 * @param left a sentence for each host that will not be reached by what its variables hold
 */
public record Rewritten(Map<String, String> changed, List<Row> rows, List<String> left) {

    /**
     * @param was host, or host and port, in the pod
     * @param here the same on this machine
     */
    public record Row(String variable, String was, String here) {}

    public Rewritten {
        changed = Collections.unmodifiableMap(new LinkedHashMap<>(changed));
        rows = List.copyOf(rows);
        left = List.copyOf(left);
    }
}
