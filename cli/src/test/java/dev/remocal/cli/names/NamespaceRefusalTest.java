package dev.remocal.cli.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamespaceRefusalTest {

    @ParameterizedTest
    @CsvSource({
        "user.max_user_namespaces, 0, 10000",
        "kernel.unprivileged_userns_clone, 0, 1",
        "kernel.apparmor_restrict_unprivileged_userns, 1, 0"
    })
    void settingThatForbidsItIsNamed(String setting, String value, String other) {
        assertThat(NamespaceRefusal.explain(Map.of(setting, value), "unshare failed"))
                .isEqualTo("Names of the cluster cannot be shown to the command alone: " + setting + " is " + value
                        + " here; variables are rewritten instead, or allow it with `sudo sysctl " + setting + "="
                        + other + "`.");
        assertThat(NamespaceRefusal.explain(Map.of(setting, other), "unshare failed\n"))
                .startsWith("Names of the cluster cannot be shown to the command alone: unshare failed; variables");
    }

    @Test
    void everySettingIsAskedFor() {
        assertThat(NamespaceRefusal.settings()).hasSize(3).doesNotHaveDuplicates();
    }
}
