package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RequestScannerTest {

    @Test
    void messageWithoutBodyCompletesWithoutAByte() {
        RequestScanner scanner = new RequestScanner();
        ByteBuf bytes = Unpooled.copiedBuffer("GET / HTTP/1.1\r\nHost: a\r\n\r\n", StandardCharsets.ISO_8859_1);
        int end = bytes.writerIndex();
        assertThat(scanner.scan(bytes, 0, end)).isEqualTo(RequestScanner.Step.HEAD_COMPLETE);
        assertThat(scanner.position()).isEqualTo(end);
        assertThat(scanner.scan(bytes, end, end)).isEqualTo(RequestScanner.Step.MESSAGE_COMPLETE);
        assertThat(scanner.betweenMessages()).isTrue();
    }
}
