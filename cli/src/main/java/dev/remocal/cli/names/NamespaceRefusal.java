package dev.remocal.cli.names;

import java.util.List;
import java.util.Map;

/** Why a kernel does not give an ordinary user a namespace, by the settings that are known to forbid it. */
final class NamespaceRefusal {

    private static final String CONSEQUENCE = "Names of the cluster cannot be shown to the command alone: ";

    private record Setting(String name, String forbidding, String allowing) {}

    private static final List<Setting> SETTINGS = List.of(
            new Setting("user.max_user_namespaces", "0", "10000"),
            new Setting("kernel.unprivileged_userns_clone", "0", "1"),
            new Setting("kernel.apparmor_restrict_unprivileged_userns", "1", "0"));

    private NamespaceRefusal() {}

    static List<String> settings() {
        return SETTINGS.stream().map(Setting::name).toList();
    }

    /**
     * @param values of those of {@link #settings()} that this kernel has
     * @param said what the attempt left on stderr
     */
    static String explain(Map<String, String> values, String said) {
        return SETTINGS.stream()
                .filter(setting -> setting.forbidding().equals(values.get(setting.name())))
                .findFirst()
                .map(setting -> CONSEQUENCE + setting.name() + " is " + setting.forbidding()
                        + " here; variables are rewritten instead, or allow it with `sudo sysctl " + setting.name()
                        + "="
                        + setting.allowing() + "`.")
                .orElseGet(() -> CONSEQUENCE + (said.isBlank() ? "the attempt failed" : said.strip())
                        + "; variables are rewritten instead. It takes `unshare`, `mount` and `setpriv` of util-linux 2.36"
                        + " or later, and a kernel and container that allow user namespaces.");
    }

    static String elsewhere(String system) {
        return CONSEQUENCE + system + " has no mount namespaces; variables are rewritten instead.";
    }
}
