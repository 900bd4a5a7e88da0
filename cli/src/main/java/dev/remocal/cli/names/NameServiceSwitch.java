package dev.remocal.cli.names;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An nsswitch.conf(5) by which the hosts file is asked first: with systemd's resolver before it, it never would be. */
public final class NameServiceSwitch {

    private static final Pattern HOSTS = Pattern.compile("(?m)^([ \\t]*hosts:[ \\t]*)([^#\\n]*)");

    /** With the actions that belong to it. */
    private static final Pattern FILES = Pattern.compile("(?:^|(?<=\\s))files(?:\\s*\\[[^\\]]*\\])*(?:\\s+|$)");

    private NameServiceSwitch() {}

    /**
     * @param text of the laptop's own
     */
    public static String filesFirst(String text) {
        Matcher hosts = HOSTS.matcher(text);
        if (!hosts.find()) {
            // Without the line, glibc would ask the name servers first.
            return "hosts: files dns\n" + text;
        }
        return text.substring(0, hosts.start(2)) + sources(hosts.group(2)) + text.substring(hosts.end(2));
    }

    private static String sources(String sources) {
        List<String> words = List.of(sources.strip().split("\\s+"));
        return words.getFirst().equals("files")
                ? sources
                : ("files " + FILES.matcher(sources).replaceAll("")).stripTrailing();
    }
}
