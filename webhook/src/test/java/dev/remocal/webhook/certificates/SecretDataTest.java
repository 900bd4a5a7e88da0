package dev.remocal.webhook.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretDataTest {

    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
    private static final CertificateMaker MAKER =
            new CertificateMaker(List.of("webhook.remocal.svc"), CertificateTimes.of(Duration.ofHours(24)));

    private final Credentials old = MAKER.authority(List.of(), Optional.empty(), NOW);
    private final Credentials authority = MAKER.authority(old.authorities(), Optional.empty(), NOW);
    private final Credentials complete = authority.with(MAKER.leaf(authority, NOW));

    @Test
    void whatIsWrittenIsRead() {
        assertThat(SecretData.read(SecretData.write(complete))).isEqualTo(new Stored.Sound(complete));
        assertThat(SecretData.read(SecretData.write(authority))).isEqualTo(new Stored.Sound(authority));
    }

    @Test
    void aSecretWithoutDataIsMissing() {
        assertThat(SecretData.read(Map.of())).isEqualTo(new Stored.Missing());
        assertThat(SecretData.read(Map.of("ca.crt", "", "tls.crt", ""))).isEqualTo(new Stored.Missing());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ca.crt |         | ca.crt: it is missing
            ca.crt | nothing | ca.crt: it holds no certificate
            ca.key |         | ca.key: it is missing
            ca.key | nothing | ca.key: it holds no key on an elliptic curve that can be read
            """)
    void aDamagedAuthorityIsNamed(String name, String value, String sentence) {
        assertThat(SecretData.read(with(name, value == null ? "" : value)))
                .isInstanceOfSatisfying(
                        Stored.Damaged.class,
                        damaged -> assertThat(damaged.sentence()).startsWith(sentence));
    }

    @Test
    void aKeyOfAnotherAuthorityIsDamage() {
        assertThat(SecretData.read(with("ca.key", Pem.write(old.authorityKey()))))
                .isEqualTo(new Stored.Damaged("ca.key: it does not belong to the first certificate of ca.crt"));
    }

    @ParameterizedTest
    @CsvSource({"tls.crt", "tls.key"})
    void aDamagedLeafIsAsGoodAsNone(String name) {
        assertThat(SecretData.read(with(name, "nothing"))).isEqualTo(new Stored.Sound(authority));
    }

    @Test
    void aLeafOfAnUnknownAuthorityIsAsGoodAsNone() {
        Credentials unknown = MAKER.authority(List.of(), Optional.empty(), NOW);
        Map<String, String> other = SecretData.write(unknown.with(MAKER.leaf(unknown, NOW)));
        Map<String, String> mixed = new HashMap<>(SecretData.write(complete));
        mixed.put("tls.crt", other.getOrDefault("tls.crt", ""));
        mixed.put("tls.key", other.getOrDefault("tls.key", ""));

        assertThat(SecretData.read(mixed)).isEqualTo(new Stored.Sound(authority));
    }

    private Map<String, String> with(String name, String value) {
        Map<String, String> data = new HashMap<>(SecretData.write(complete));
        data.put(name, value);
        return data;
    }
}
