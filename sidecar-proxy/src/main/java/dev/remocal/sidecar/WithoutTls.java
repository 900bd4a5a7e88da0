package dev.remocal.sidecar;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;

/** In a native image: nothing here speaks TLS, which would come along with the log's handler for syslog. */
@TargetClass(SSLSocketFactory.class)
final class WithoutTls {

    @Substitute
    @SuppressWarnings("DoNotCallSuggester")
    public static SocketFactory getDefault() {
        throw new UnsupportedOperationException("The native sidecar does not speak TLS.");
    }
}
