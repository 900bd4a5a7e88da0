package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.remocal.sidecar.proxy.Transcript.Entry;
import java.util.Arrays;
import java.util.List;

/** The response scanner agrees with Netty's where that accepts, however the bytes arrive. */
class ResponsesFuzzTest {

    private static final String[] METHODS = {"GET", "HEAD", "CONNECT"};

    /** The first byte chooses the method of the requests that are answered. */
    @DictionaryFile(resourcePath = "framing.dict")
    @FuzzTest(maxDuration = "10m")
    void sameBoundaries(byte[] input) {
        String method = input.length == 0 ? "GET" : METHODS[Math.floorMod(input[0], METHODS.length)];
        byte[] bytes = Arrays.copyOfRange(input, Math.min(1, input.length), input.length);
        List<Entry> entries = Transcript.ofResponses(method, bytes);
        assertThat(Transcript.ofResponses(method, bytes, Transcript.somewhere(bytes)))
                .isEqualTo(entries);
        assertThat(Transcript.ofResponses(method, bytes, Transcript.everywhere(bytes)))
                .isEqualTo(entries);
        ParserPanel.assertAgreement(method, bytes);
    }
}
