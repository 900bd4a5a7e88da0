package dev.remocal.test.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What one run of the demo has seen.
 *
 * @param misrouted requests answered by the wrong side
 * @param errors requests not answered with 200
 * @param attachMillis from the start of the CLI to its word that it is attached
 * @param environment whether the local process saw the variables that the pods have
 * @param neighboursReached how many neighbours the local process reached by their names
 * @param returnMillis from the SIGKILL of the CLI to the first keyed request that the cluster served
 */
record DemoReport(
        List<String> podNames,
        int requests,
        int servedByCluster,
        int servedByLocal,
        long mirroredCopies,
        int misrouted,
        int errors,
        long attachMillis,
        long returnMillis,
        boolean environment,
        int neighboursReached) {

    boolean succeeded() {
        return misrouted == 0 && errors == 0 && environment && neighboursReached == Surroundings.NEIGHBOURS;
    }

    String json() {
        ObjectNode json = new ObjectMapper()
                .createObjectNode()
                .put("pods", podNames.size())
                .put("requests", requests)
                .put("servedByCluster", servedByCluster)
                .put("servedByLocal", servedByLocal)
                .put("mirroredCopies", mirroredCopies)
                .put("misrouted", misrouted)
                .put("errors", errors)
                .put("attachMillis", attachMillis)
                .put("returnMillis", returnMillis)
                .put("environment", environment)
                .put("neighboursReached", neighboursReached);
        podNames.forEach(json.putArray("podNames")::add);
        return json.toString();
    }
}
