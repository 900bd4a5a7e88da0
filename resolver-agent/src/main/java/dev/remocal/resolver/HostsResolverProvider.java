package dev.remocal.resolver;

import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Found by the JVM as it is asked for the first address. */
public final class HostsResolverProvider extends InetAddressResolverProvider {

    static final String PROPERTY = "remocal.hosts";
    static final String VARIABLE = "REMOCAL_HOSTS";

    @Override
    public InetAddressResolver get(Configuration configuration) {
        String file = file();
        return file == null
                ? configuration.builtinResolver()
                : new HostsResolver(new HostsFile(Path.of(file)), configuration.builtinResolver());
    }

    @Override
    public String name() {
        return "remocal";
    }

    private static @Nullable String file() {
        String property = System.getProperty(PROPERTY);
        return property == null ? System.getenv(VARIABLE) : property;
    }
}
