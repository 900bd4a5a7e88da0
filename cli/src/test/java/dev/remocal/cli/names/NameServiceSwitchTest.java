package dev.remocal.cli.names;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameServiceSwitchTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            hosts: files dns                                              | hosts: files dns
            hosts:   files mdns4_minimal [NOTFOUND=return] dns            | hosts:   files mdns4_minimal [NOTFOUND=return] dns
            hosts: mymachines resolve [!UNAVAIL=return] files myhostname dns | hosts: files mymachines resolve [!UNAVAIL=return] myhostname dns
            hosts: resolve [!UNAVAIL=return] files # Fedora               | hosts: files resolve [!UNAVAIL=return]# Fedora
            hosts: dns [!UNAVAIL=return] files [NOTFOUND=return] wins     | hosts: files dns [!UNAVAIL=return] wins
            hosts: dns                                                    | hosts: files dns
            hosts: otherfiles dns                                         | hosts: files otherfiles dns
            """)
    void filesAreAskedFirst(String line, String expected) {
        assertThat(NameServiceSwitch.filesFirst("passwd: sss files\n" + line + "\nnetworks: files\n"))
                .isEqualTo("passwd: sss files\n" + expected + "\nnetworks: files\n");
    }

    @Test
    void lineThatIsMissingIsAdded() {
        assertThat(NameServiceSwitch.filesFirst("passwd: files\n")).isEqualTo("hosts: files dns\npasswd: files\n");
        assertThat(NameServiceSwitch.filesFirst("#hosts: dns\n")).isEqualTo("hosts: files dns\n#hosts: dns\n");
    }
}
