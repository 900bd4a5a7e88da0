package dev.remocal.cli.names;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Objects;

/** What a JVM of any system needs to see the names of a hosts file: an agent that every JVM below the command loads. */
public final class ResolverAgent {

    /** As the build puts it beside this class. */
    private static final String JAR = "remocal-resolver-agent.jar";

    private static final String TOOL_OPTIONS = "JAVA_TOOL_OPTIONS";
    private static final String HOSTS = "REMOCAL_HOSTS";

    private ResolverAgent() {}

    /**
     * @return the agent's file
     */
    public static Path writeTo(Path folder) throws IOException {
        Path file = folder.resolve(JAR);
        try (InputStream jar = Objects.requireNonNull(ResolverAgent.class.getResourceAsStream(JAR), JAR)) {
            Files.copy(jar, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }

    /**
     * @param environment of the command, whose own options stay
     * @return the variables to set
     */
    public static Map<String, String> variables(Map<String, String> environment, Path agent, Path hosts) {
        String option = quoted("-javaagent:" + agent);
        String options = environment.getOrDefault(TOOL_OPTIONS, "").strip();
        return Map.of(TOOL_OPTIONS, options.isEmpty() ? option : options + " " + option, HOSTS, hosts.toString());
    }

    /** JVMs know quotation marks in the variable since 9. */
    private static String quoted(String option) {
        return option.contains(" ") ? '"' + option + '"' : option;
    }
}
