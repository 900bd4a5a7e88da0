package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.remocal.sidecar.proxy.Transcript.Entry;
import java.util.List;

/** The request scanner agrees with every other parser that accepts, however the bytes arrive. */
class RequestsFuzzTest {

    @DictionaryFile(resourcePath = "framing.dict")
    @FuzzTest(maxDuration = "10m")
    void sameBoundaries(byte[] bytes) {
        List<Entry> entries = Transcript.ofRequests(bytes);
        assertThat(Transcript.ofRequests(bytes, Transcript.somewhere(bytes))).isEqualTo(entries);
        assertThat(Transcript.ofRequests(bytes, Transcript.everywhere(bytes))).isEqualTo(entries);
        ParserPanel.assertAgreement(bytes, CarelessParser.some());
    }
}
