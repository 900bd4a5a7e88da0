package dev.remocal.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.remocal.injector.PodMetadata;

/** A pod that opts in, passes PodSecurity {@code restricted} and any usual quota, and is never to run. */
public final class TrialPod {

    private static final int PORT = 8080;

    private TrialPod() {}

    public static JsonNode json() {
        ObjectNode pod = JsonNodeFactory.instance.objectNode();
        pod.put("apiVersion", "v1").put("kind", "Pod");
        pod.withObject("/metadata").put("generateName", "remocal-doctor-");
        pod.withObject("/metadata/labels").put(PodMetadata.INJECT_LABEL, "true");
        ObjectNode security = pod.withObject("/spec/securityContext");
        security.put("runAsNonRoot", true);
        security.putObject("seccompProfile").put("type", "RuntimeDefault");
        container(pod.withObject("/spec").putArray("containers").addObject());
        return pod;
    }

    private static void container(ObjectNode container) {
        container.put("name", "app").put("image", "remocal.invalid/doctor");
        container.putArray("ports").addObject().put("name", "http").put("containerPort", PORT);
        for (String bound : new String[] {"requests", "limits"}) {
            container.withObject("/resources/" + bound).put("cpu", "10m").put("memory", "16Mi");
        }
        ObjectNode security = container.putObject("securityContext").put("allowPrivilegeEscalation", false);
        security.putObject("capabilities").putArray("drop").add("ALL");
    }
}
