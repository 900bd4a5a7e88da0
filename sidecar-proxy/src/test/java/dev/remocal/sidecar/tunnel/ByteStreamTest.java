package dev.remocal.sidecar.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.protocol.FailureCode;
import dev.remocal.sidecar.proxy.DeveloperFailure;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import org.junit.jupiter.api.Test;

class ByteStreamTest {

    /** As the codec of HTTP/2 does where its preface cannot be written any more. */
    @Test
    void whoClosesAStreamThatWasRefusedFindsTheCause() {
        EmbeddedChannel channel = new EmbeddedChannel(new ByteStream());

        channel.pipeline().fireUserEventTriggered(new DefaultHttp2ResetFrame(Http2Error.REFUSED_STREAM));
        channel.pipeline().close();

        assertThat(channel.attr(DeveloperFailure.OF_CHANNEL).get())
                .isNotNull()
                .extracting(DeveloperFailure::code)
                .isEqualTo(FailureCode.LOCAL_REFUSED);
    }
}
