package dev.remocal.cli.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class KernelSettingsTest {

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux has /proc/sys")
    void allOfASettingIsRead() throws Exception {
        Process cat = new ProcessBuilder("cat", "/proc/sys/kernel/pid_max").start();
        String shown = new String(cat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        assertThat(shown).hasSizeGreaterThan(1);
        assertThat(KernelSettings.value("kernel.pid_max")).contains(shown);
    }

    @Test
    void aSettingThatIsNotThereHasNoValue() {
        assertThat(KernelSettings.value("kernel.no_such_setting")).isEmpty();
    }
}
