package dev.remocal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutgoingRulesTest {

    /** Rules, host as asked for, address, port, and what the sentence has after "annotation remocal.dev/outgoing of ". */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            all                           | db                 | 10.0.0.5         | 5432  |
            none                          | db                 | 10.0.0.5         | 5432  | the pod is none, which forbids db:5432
            !*:5432                       | db                 | 10.0.0.5         | 5432  | the pod forbids db:5432 (rule !*:5432)
            !*:5432                       | db                 | 10.0.0.5         | 5433  |
            !db                           | DB.                | 10.0.0.5         | 1     | the pod forbids db:1 (rule !db)
            !DB.                          | db                 | 10.0.0.5         | 1     | the pod forbids db:1 (rule !db.)
            !db                           | db.shop            | 10.0.0.5         | 1     |
            !db*                          | db.shop            | 10.0.0.5         | 1     | the pod forbids db.shop:1 (rule !db*)
            *.shop.svc                    | a.b.shop.svc       | 10.0.0.5         | 1     |
            *.shop.svc                    | shop.svc           | 10.0.0.5         | 1     | the pod does not allow shop.svc:1 (*.shop.svc)
            *.shop.svc                    | a.shop.svc.evil    | 10.0.0.5         | 1     | the pod does not allow a.shop.svc.evil:1 (*.shop.svc)
            a*b*c                         | abc                | 10.0.0.5         | 1     |
            a*b*c                         | axbxbxc            | 10.0.0.5         | 1     |
            a*b*c                         | acb                | 10.0.0.5         | 1     | the pod does not allow acb:1 (a*b*c)
            ab*ba                         | aba                | 10.0.0.5         | 1     | the pod does not allow aba:1 (ab*ba)
            a**a                          | aa                 | 10.0.0.5         | 1     |
            *                             | anything           | 10.0.0.5         | 1     |
            !db,*                         | db                 | 10.0.0.5         | 1     | the pod forbids db:1 (rule !db)
            *,!db                         | db                 | 10.0.0.5         | 1     |
            !db:5432,cache                | other              | 10.0.0.5         | 1     | the pod does not allow other:1 (!db:5432,cache)
            10.0.0.0/8                    | db                 | 10.255.255.255   | 1     |
            10.0.0.0/8                    | db                 | 11.0.0.0         | 1     | the pod does not allow db:1 (10.0.0.0/8)
            10.0.0.0/8                    | db                 | ::ffff:10.0.0.1  | 1     |
            !10.0.0.5                     | db                 | 10.0.0.5         | 1     | the pod forbids db:1 (rule !10.0.0.5)
            !10.0.0.5                     | 10.0.0.5           | 10.0.0.5         | 1     | the pod forbids 10.0.0.5:1 (rule !10.0.0.5)
            !10.0.0.5                     | db                 | 10.0.0.6         | 1     |
            !10.0.0.5:80                  | db                 | 10.0.0.5         | 80    | the pod forbids db:80 (rule !10.0.0.5:80)
            !10.0.0.5:80                  | db                 | 10.0.0.5         | 81    |
            !::ffff:10.0.0.5              | db                 | 10.0.0.5         | 1     | the pod forbids db:1 (rule !::ffff:10.0.0.5)
            0.0.0.0/0                     | db                 | 203.0.113.9      | 1     |
            0.0.0.0/0                     | db                 | fd00::1          | 1     | the pod does not allow db:1 (0.0.0.0/0)
            ::/0                          | db                 | 203.0.113.9      | 1     | the pod does not allow db:1 (::/0)
            fd00::/8                      | fd00::1            | fd00::1          | 1     |
            fd00::/8                      | fe00::1            | fe00::1          | 1     | the pod does not allow [fe00::1]:1 (fd00::/8)
            ![fd00::/8]:443               | db                 | fd12::1          | 443   | the pod forbids db:443 (rule ![fd00::/8]:443)
            ![FD00::1]:443                | db                 | fd00::1          | 443   | the pod forbids db:443 (rule ![fd00::1]:443)
            ![fd00::1]                    | db                 | fd00:0:0:0::1    | 443   | the pod forbids db:443 (rule ![fd00::1])
            all;none                      | db                 | 10.0.0.5         | 1     | the namespace is none, which forbids db:1
            !db;!cache                    | cache              | 10.0.0.5         | 1     | the namespace forbids cache:1 (rule !cache)
            !db;!cache                    | db                 | 10.0.0.5         | 1     | the pod forbids db:1 (rule !db)
            !db;!cache                    | web                | 10.0.0.5         | 1     |
            db;cache                      | db                 | 10.0.0.5         | 1     | the namespace does not allow db:1 (cache)
            all;?                         | db                 | 10.0.0.5         | 1     | the namespace was wrong or unreadable when the pod was created, which forbids db:1; the webhook's log has the cause, and a new pod reads it again
            """)
    void theFirstRuleThatFitsDecides(String rules, String host, String address, int port, @Nullable String reason)
            throws UnknownHostException {
        assertThat(OutgoingRules.parse(rules).forbids(host, bytes(address), port))
                .isEqualTo(
                        reason == null
                                ? Optional.empty()
                                : Optional.of("annotation remocal.dev/outgoing of " + reason));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "all",
                "none",
                "none;none",
                "all;?",
                "*.shop.svc.cluster.local,payments:8080,!10.0.0.0/8,![fd00::/8]:443,fd00::1",
                "!db;!cache,*:53"
            })
    void textAndRulesRoundTrip(String text) {
        assertThat(OutgoingRules.parse(text).format()).isEqualTo(text);
        assertThat(OutgoingRules.parse(OutgoingRules.parse(text).format())).isEqualTo(OutgoingRules.parse(text));
    }

    @Test
    void spacesAndCaseAreOfNoMeaning() {
        assertThat(OutgoingRules.parse(" !DB:5432 , Cache ").format()).isEqualTo("!db:5432,cache");
        assertThat(OutgoingRules.parse(" ALL ; All ")).isEqualTo(OutgoingRules.ALL);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                  | allowed are all, none, or rules separated by commas
            ` `                 | allowed are all, none, or rules separated by commas
            all;                | allowed are all, none, or rules separated by commas
            all;all;all         | allowed are the pod's rules, a semicolon, and those of its namespace
            ?                   | rule '?' is wrong
            db,                 | rule '' is wrong
            db,,cache           | rule '' is wrong
            db,all              | all stands alone; among rules, * is every host
            none,db             | none stands alone
            !                   | rule '!' is wrong
            !!db                | rule '!!db' is wrong
            ! db                | rule '! db' is wrong
            a b                 | rule 'a b' is wrong
            d?b                 | rule 'd?b' is wrong
            .db                 | rule '.db' is wrong
            db..                | rule 'db..' is wrong
            db:                 | rule 'db:' is wrong
            db:0                | rule 'db:0' is wrong
            db:65536            | rule 'db:65536' is wrong
            db:http             | rule 'db:http' is wrong
            http://db           | rule 'http://db' is wrong
            db/8                | rule 'db/8' is wrong
            10.0.0              | rule '10.0.0' is wrong
            10.0.0.*            | rule '10.0.0.*' is wrong
            10.0.0.256          | rule '10.0.0.256' is wrong
            10.0.0.01           | rule '10.0.0.01' is wrong
            10.0.0.1/8          | rule '10.0.0.1/8' is wrong
            10.0.0.0/33         | rule '10.0.0.0/33' is wrong
            10.0.0.0/08         | rule '10.0.0.0/08' is wrong
            10.0.0.0/           | rule '10.0.0.0/' is wrong
            10.0.0.0/-1         | rule '10.0.0.0/-1' is wrong
            [10.0.0.1]:80       | rule '[10.0.0.1]:80' is wrong
            [db]:80             | rule '[db]:80' is wrong
            [fd00::1            | rule '[fd00::1' is wrong
            fd00::1]            | rule 'fd00::1]' is wrong
            [fd00::/8]x         | rule '[fd00::/8]x' is wrong
            [fd00::]/8:443      | rule '[fd00::]/8:443' is wrong
            fd00::1/8           | rule 'fd00::1/8' is wrong
            fe80::1%eth0        | rule 'fe80::1%eth0' is wrong
            1::2::3             | rule '1::2::3' is wrong
            :::                 | rule ':::' is wrong
            1:2:3:4:5:6:7       | rule '1:2:3:4:5:6:7' is wrong
            1:2:3:4:5:6:7:8:9   | rule '1:2:3:4:5:6:7:8:9' is wrong
            1:2:3:4::5:6:7:8    | rule '1:2:3:4::5:6:7:8' is wrong
            ::12345             | rule '::12345' is wrong
            ::1.2.3             | rule '::1.2.3' is wrong
            """)
    void aWrongTextIsRefusedWithWhatIsAllowed(String text, String sentence) {
        assertThatThrownBy(() -> OutgoingRules.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void theLengthIsLimited() {
        assertThatThrownBy(() -> OutgoingList.parse("a".repeat(Limits.MAX_OUTGOING_LENGTH + 1)))
                .hasMessage("it has 4097 characters, 4096 are allowed");
    }

    @Test
    void anAnnotationSpeaksForItselfOnly() {
        assertThatThrownBy(() -> OutgoingList.parse("all;none")).hasMessageContaining("rule 'all;none' is wrong");
    }

    private static byte[] bytes(String address) throws UnknownHostException {
        return InetAddress.getByName(address).getAddress();
    }
}
