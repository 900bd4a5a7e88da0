package dev.remocal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** A text is rules that can be written down and read again, or it is refused with a sentence. */
class OutgoingRulesFuzzTest {

    private static final byte[] ADDRESS = {10, 0, 0, 5};

    @FuzzTest(maxDuration = "10m")
    void readAgainTheyAreTheSame(byte[] bytes) {
        OutgoingRules rules;
        try {
            rules = OutgoingRules.parse(new String(bytes, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageMatching("(?s).+");
            return;
        }
        assertThat(OutgoingRules.parse(rules.format())).isEqualTo(rules);
        assertThat(rules.forbids("db.shop.svc", ADDRESS, 5432))
                .isEqualTo(OutgoingRules.parse(rules.format()).forbids("DB.shop.svc.", ADDRESS, 5432));
    }
}
