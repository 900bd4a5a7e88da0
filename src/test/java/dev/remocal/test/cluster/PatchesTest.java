package dev.remocal.test.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class PatchesTest {

    @Test
    void mergePatchReplacesListsAndRemovesNulls() throws JsonProcessingException {
        assertThat(patched("{'a':[1],'b':1}", "{'a':[2],'b':null}", "application/merge-patch+json"))
                .isEqualTo(json("{'a':[2]}"));
    }

    @Test
    void strategicPatchMergesContainersByName() throws JsonProcessingException {
        assertThat(patched(
                        "{'containers':[{'name':'app','image':'one'},{'name':'log','image':'two'}]}",
                        "{'containers':[{'name':'app','image':'three'}]}",
                        "application/strategic-merge-patch+json"))
                .isEqualTo(json("{'containers':[{'name':'app','image':'three'},{'name':'log','image':'two'}]}"));
    }

    @Test
    void strategicPatchCanDeleteAnEntry() throws JsonProcessingException {
        assertThat(patched(
                        "{'env':[{'name':'A'},{'name':'B'}]}",
                        "{'env':[{'name':'A','$patch':'delete'}]}",
                        "application/strategic-merge-patch+json"))
                .isEqualTo(json("{'env':[{'name':'B'}]}"));
    }

    @Test
    void strategicPatchReplacesListsOfStrings() throws JsonProcessingException {
        assertThat(patched("{'args':['a','b']}", "{'args':['c']}", "application/strategic-merge-patch+json"))
                .isEqualTo(json("{'args':['c']}"));
    }

    @Test
    void otherPatchTypesAreRefused() {
        assertThatThrownBy(() -> patched("{}", "{}", "text/plain")).hasMessageContaining("text/plain");
    }

    private static ObjectNode patched(String object, String patch, String type) throws JsonProcessingException {
        return Patches.apply((ObjectNode) json(object), json(patch), type);
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return Store.JSON.readTree(text.replace('\'', '"'));
    }
}
