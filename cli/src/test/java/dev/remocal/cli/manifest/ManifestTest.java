package dev.remocal.cli.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.remocal.cli.failure.CliException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text in, text out: what is not about the change stays byte for byte, and a change that is taken back leaves no trace. */
class ManifestTest {

    private static final String BEFORE = """
            # The shop.
            kind: Service
            apiVersion: v1
            metadata: {name: payments}   # untouched
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: payments
            spec:
              template:
                metadata:
                  labels: {app: payments}
                spec:
                  # the app
                  containers:
                    - name: app
                      image: "app:1"   # pinned
                      ports:
                        - containerPort: 8080   # http
                          name: http
                      args: [ 'a' , b ]
                      command:
                        - |
                          several
                          lines

                  # behind the last one
            ---
            kind: ConfigMap
            apiVersion: v1
            data: {when: 22:30, mode: 0644}
            """;

    private static final String AFTER = """
            # The shop.
            kind: Service
            apiVersion: v1
            metadata: {name: payments}   # untouched
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: payments
            spec:
              template:
                metadata:
                  labels: {app: payments, remocal.dev/injected: "true"}
                spec:
                  # the app
                  containers:
                    - name: app
                      image: "app:1"   # pinned
                      ports:
                        - containerPort: 14100   # http
                          name: http
                      args: [ 'a' , b ]
                      command:
                        - |
                          several
                          lines
                  initContainers:
                  - name: remocal
                    user: 65532

                  # behind the last one
            ---
            kind: ConfigMap
            apiVersion: v1
            data: {when: 22:30, mode: 0644}
            """;

    @Test
    void changeIsWrittenWhereItBelongs() {
        assertThat(Manifest.rewrite("shop.yaml", BEFORE, ManifestTest::add).text())
                .isEqualTo(AFTER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                BEFORE,
                "kind: Pod\napiVersion: v1\nmetadata: {name: p, labels: {a: b}}\nspec: {containers: [{name: c, ports: [{containerPort: 8080}]}]}",
                "apiVersion: v1\nkind: Pod\nmetadata:\n  labels:\n    a: b\nspec:\n  containers:\n  - name: app\n    ports:\n    - containerPort: 8080",
                """
                apiVersion: v1
                kind: List
                items:
                - apiVersion: v1
                  kind: Pod
                  metadata:
                    labels:
                      a: b
                  spec:
                    initContainers:
                      # first
                      - name: first
                    containers:
                    - ports:
                      - containerPort: 8080
                      name: app
                    x: é😀
                - kind: Secret
                """
            })
    void whatIsTakenBackLeavesNoTrace(String text) {
        for (String lineBreak : new String[] {"\n", "\r\n"}) {
            String before = text.replace("\n", lineBreak);
            Manifest.Rewritten added = Manifest.rewrite("x", before, ManifestTest::add);
            assertThat(added.outcomes()).hasOnlyElementsOfType(Outcome.Changed.class);
            assertThat(added.text()).isNotEqualTo(before);
            assertThat(Manifest.rewrite("x", added.text(), ManifestTest::remove).text())
                    .isEqualTo(before);
        }
    }

    @Test
    void emptyPlacesAreFilled() {
        String text =
                "apiVersion: v1\nkind: Pod\nmetadata:\n  labels: {}\nspec:\n  initContainers:\n  containers: [{ports:"
                        + " [{containerPort: 1}]}]\n";
        assertThat(Manifest.rewrite("x", text, ManifestTest::add).text())
                .isEqualTo(
                        "apiVersion: v1\nkind: Pod\nmetadata:\n  labels:\n    remocal.dev/injected: \"true\"\nspec:\n"
                                + "  initContainers:\n  - name: remocal\n    user: 65532\n  containers: [{ports:"
                                + " [{containerPort: 14100}]}]\n");
    }

    @Test
    void whatAnAnchorStandsForTwiceIsWrittenAnew() {
        String text = """
                apiVersion: v1
                kind: Pod
                metadata: {labels: {a: b}, name: p}
                spec:
                  containers:
                  - &one {name: one, ports: [{containerPort: 8080}]} # comment
                  - *one
                """;
        Manifest.Rewritten rewritten = Manifest.rewrite("x", text, ManifestTest::add);
        assertThat(rewritten.outcomes().getLast()).isInstanceOf(Outcome.Reformatted.class);
        assertThat(rewritten.text()).contains("containerPort: 14100").contains("containerPort: 8080");
    }

    @Test
    void jsonStaysJson() {
        String text =
                "{\"kind\": \"Pod\", \"apiVersion\": \"v1\", \"metadata\": {\"labels\": {\"a\": \"b\"}}, \"spec\":"
                        + " {\"containers\": [{\"ports\": [{\"containerPort\": 8080}]}]}}\n";
        assertThat(Manifest.rewrite("x", text, ManifestTest::add).text())
                .startsWith("{\n    \"kind\" : \"Pod\"")
                .contains("\"containerPort\" : 14100");
        assertThat(Manifest.rewrite("x", text, ManifestTest::keep).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "---\n---\n", "just a word", "- a\n- b\n", "kind: Pod"})
    void whatHasNoPodStays(String text) {
        assertThat(Manifest.rewrite("x", text, ManifestTest::add).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: [", "{{ if .Values.x }}\na: b", "a: b\na: c", "{\"a\": ", "\ta: b"})
    void whatCannotBeReadIsNamedWithItsLine(String text) {
        assertThatExceptionOfType(CliException.class)
                .isThrownBy(() -> Manifest.rewrite("deploy.yaml", text, ManifestTest::add))
                .withMessageStartingWith("deploy.yaml is not ")
                .withMessageContaining("(line ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: &a [*a]",
                "a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]"
                        + "\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]"
                        + "\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]"
                        + "\ng: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f,*f]"
            })
    void aliasesThatMultiplyAreRefused(String text) {
        assertThatExceptionOfType(CliException.class)
                .isThrownBy(() -> Manifest.rewrite("deploy.yaml", text, ManifestTest::add))
                .withMessageStartingWith("deploy.yaml is not YAML");
    }

    @Test
    void workloadOfAnUnknownKindIsSaid() {
        String text = "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: r}\nspec: {template: {spec:"
                + " {containers: [{name: c}]}}}\n";
        Manifest.Rewritten rewritten = Manifest.rewrite("x", text, ManifestTest::add);
        assertThat(rewritten.text()).isEqualTo(text);
        assertThat(rewritten.outcomes()).singleElement().satisfies(outcome -> {
            assertThat(outcome.workload()).isEqualTo("rollout/r");
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Outcome.Kept.class,
                            kept -> assertThat(kept.intended()).isFalse());
        });
    }

    private static PodChange.Answer add(JsonNode pod) {
        ObjectNode changed = pod.deepCopy();
        changed.withObject("/metadata/labels").put("remocal.dev/injected", "true");
        ArrayNode containers = changed.at("/spec/initContainers") instanceof ArrayNode present
                ? present
                : changed.withObject("/spec").putArray("initContainers");
        containers.insertObject(0).put("name", "remocal").put("user", 65532L);
        ((ObjectNode) changed.at("/spec/containers/0/ports/0")).put("containerPort", 14100);
        return new PodChange.Answer.Change(changed, "changed", List.of());
    }

    private static PodChange.Answer remove(JsonNode pod) {
        ObjectNode changed = pod.deepCopy();
        changed.withObject("/metadata/labels").remove("remocal.dev/injected");
        ArrayNode containers = changed.withArray("/spec/initContainers");
        containers.remove(0);
        if (containers.isEmpty()) {
            changed.withObject("/spec").remove("initContainers");
        }
        ((ObjectNode) changed.at("/spec/containers/0/ports/0")).put("containerPort", 8080);
        return new PodChange.Answer.Change(changed, "taken back", List.of());
    }

    private static PodChange.Answer keep(JsonNode pod) {
        return new PodChange.Answer.Keep("kept", "It stays.", true);
    }
}
