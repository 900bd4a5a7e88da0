package dev.remocal.cli.environment;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Variables that say how the developer's own machine works; the pod's values would break it. */
final class LaptopVariables {

    private static final Set<String> NAMES = Set.of(
            "PATH",
            "HOME",
            "USER",
            "LOGNAME",
            "SHELL",
            "PWD",
            "OLDPWD",
            "TMPDIR",
            "TMP",
            "TEMP",
            "TERM",
            "LANG",
            "LANGUAGE",
            "JAVA_HOME",
            "JDK_JAVA_OPTIONS",
            "JAVA_TOOL_OPTIONS");

    /** Read in capitals by some programs and in small letters by others. */
    private static final List<String> PROXIES =
            List.of("HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "ALL_PROXY", "NO_PROXY");

    private LaptopVariables() {}

    static boolean contain(String name) {
        return NAMES.contains(name) || name.startsWith("LC_") || PROXIES.contains(name.toUpperCase(Locale.ROOT));
    }
}
