package dev.remocal.test.bench;

import dev.remocal.test.cluster.LocalProcesses;
import dev.remocal.test.cluster.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code src/test/bench/run}: what a request costs Remocal and other proxies, side by side. */
final class Bench {

    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    private Bench() {}

    public static void main(String[] arguments) throws IOException {
        List<String> words = List.of(arguments);
        if (words.contains("-h") || words.contains("--help")) {
            System.out.print(BenchOptions.USAGE);
            return;
        }
        System.exit(run(words));
    }

    private static int run(List<String> words) throws IOException {
        BenchOptions options;
        try {
            options = BenchOptions.parse(words);
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage() + " src/test/bench/run --help has them all.");
            return WRONG_USAGE;
        }
        Set<Tool> tools = tools(options);
        List<Tool> missing =
                tools.stream().filter(tool -> tool.find().isEmpty()).toList();
        if (!missing.isEmpty()) {
            System.err.println(sentence(missing));
            return FAILED;
        }
        return run(options, tools);
    }

    private static Set<Tool> tools(BenchOptions options) {
        return options.loads().stream()
                .flatMap(load -> tools(load, options.proxies()))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Tool.class)));
    }

    /** A load's generators, and the contenders that were not left out. */
    private static Stream<Tool> tools(Load load, Set<Proxy> proxies) {
        return switch (load.shape()) {
            case Load.Admissions admissions -> Stream.empty();
            case Load.Outgoing outgoing -> Stream.empty();
            case Load.Footprints footprints -> Stream.of(Tool.WRK);
            case Load.Requests requests -> comparing(proxies);
            case Load.Transfers transfers -> comparing(proxies);
            case Load.IdleConnections idle -> comparing(proxies);
        };
    }

    private static Stream<Tool> comparing(Set<Proxy> proxies) {
        return Stream.concat(
                Stream.of(Tool.WRK, Tool.H2LOAD), proxies.stream().flatMap(proxy -> proxy.tool().stream()));
    }

    private static String sentence(List<Tool> missing) {
        String each = missing.stream().map(Tool::missing).collect(Collectors.joining("\n"));
        return each + "\nInstall what is missing (the commands are Debian's and Python's), or leave contenders out with"
                + " --without, such as --without envoy.";
    }

    private static int run(BenchOptions options, Set<Tool> tools) throws IOException {
        Path folder = Files.createTempDirectory("remocal-bench");
        // However it ends: Ctrl-C too.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
        Project project = Project.find();
        try (LocalProcesses processes = new LocalProcesses(folder);
                Backend backend = new Backend()) {
            Surroundings surroundings = Surroundings.read(project, processes, tools);
            Launcher launcher = new Launcher(project, processes, folder, backend.port());
            Generators generators = new Generators(processes, folder);
            Results results = new Benchmark(options, launcher, generators, backend::served, System.err::println).run();
            Report report = new Report(options, surroundings, results);
            System.out.println(report.markdown());
            if (options.json().isPresent()) {
                Files.writeString(options.json().get(), report.json() + "\n");
            }
            return 0;
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException inUse) {
            System.err.println(folder + " is left behind: " + inUse.getMessage());
        }
    }
}
