package dev.remocal.test.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcFilesTest {

    @Test
    void cpuTimeIsUserAndSystemInTicksOfTenMilliseconds() {
        String stat = "42 (java) S 1 42 42 0 -1 4194304 900 0 0 0 150 50 7 8 20 0 12 0 1000 0 0";

        assertThat(ProcFiles.cpuMicros(stat)).isEqualTo(2_000_000);
    }

    @Test
    void nameOfTheProcessMayHoldAnything() {
        String stat = "42 (a) b (c) 1) S 1 42 42 0 -1 4194304 900 0 0 0 1 2 7 8 20 0 12 0 1000 0 0";

        assertThat(ProcFiles.cpuMicros(stat)).isEqualTo(30_000);
    }

    @Test
    void memoryIsWhatTheKernelSumsUp() {
        String rollup = """
                55d0c0000000-7ffd0f5f2000 ---p 00000000 00:00 0    [rollup]
                Rss:               69632 kB
                Pss:               50000 kB
                Anonymous:         30720 kB
                """;

        assertThat(ProcFiles.memory(rollup)).isEqualTo(new ProcFiles.Memory(68, 30));
    }

    @Test
    void ownProcessHasTakenTimeAndMemory() {
        long self = ProcessHandle.current().pid();

        assertThat(ProcFiles.cpuMicros(self)).isPositive();
        assertThat(ProcFiles.memory(self).resident()).isPositive();
        assertThat(ProcFiles.highestResident(self))
                .isGreaterThanOrEqualTo(ProcFiles.memory(self).anonymous());
    }
}
