package dev.remocal.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ContainerArchiveTest {

    @Test
    void reasonIsWhatTarSaidFirst() {
        assertThat(ContainerArchive.reason(2, "\ntar: nope: No such file or directory\ntar: exiting now\n"))
                .isEqualTo("tar: nope: No such file or directory");
        assertThat(ContainerArchive.reason(2, "")).isEqualTo("tar ended with 2");
    }

    @Test
    void containerWithoutTarIsSaid() {
        assertThat(ContainerArchive.reason(-1, "")).isEqualTo("tar could not be started");
    }
}
