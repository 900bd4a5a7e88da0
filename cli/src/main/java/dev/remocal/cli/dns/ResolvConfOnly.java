package dev.remocal.cli.dns;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import com.oracle.svm.core.annotate.TargetElement;
import java.net.InetSocketAddress;
import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.config.ResolvConfResolverConfigProvider;

/**
 * In a native image dnsjava looks for nameservers in /etc/resolv.conf alone. Where else it looks takes classes of Android and of JNA,
 * which are not there, and without which no image is made.
 */
@TargetClass(ResolverConfig.class)
@SuppressWarnings({"NullAway", "UnusedVariable"}) // The fields are those of ResolverConfig.
final class ResolvConfOnly {

    @Alias
    private List<InetSocketAddress> servers;

    @Alias
    private List<Name> searchlist;

    @Alias
    private int ndots;

    @Substitute
    @TargetElement(name = TargetElement.CONSTRUCTOR_NAME)
    void construct() {
        ResolvConfResolverConfigProvider file = new ResolvConfResolverConfigProvider();
        file.initialize();
        servers = file.servers();
        searchlist = file.searchPaths();
        ndots = file.ndots();
    }
}
