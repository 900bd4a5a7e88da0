package dev.remocal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What is an address here is one for the JDK too, and the same. (The JDK looks no name up where the text is an address.) */
class IpAddressFuzzTest {

    @FuzzTest(maxDuration = "10m")
    void addressesAreThoseOfTheJdk(byte[] bytes) throws UnknownHostException {
        String text = new String(bytes, StandardCharsets.US_ASCII);
        Optional<IpAddress> address = IpAddress.parse(text);
        if (address.isPresent()) {
            assertThat(address)
                    .contains(IpAddress.of(InetAddress.getByName(text).getAddress()));
        }
    }
}
