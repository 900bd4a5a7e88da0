package dev.remocal.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.remocal.test.cluster.Project;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the build leaves for a native image, which itself takes GraalVM to make: docs/release.md. */
class NativeSourcesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(strings = {"sidecar-proxy", "cli"})
    void anImageIsAllOrNothing(String module) throws IOException {
        List<String> arguments = arguments(module);

        assertThat(arguments)
                .as("no JVM at run time in place of what could not be compiled; no class missing; any processor")
                .contains("--no-fallback", "--link-at-build-time", "-march=compatibility");
        assertThat(arguments.indexOf("-jar")).isPositive();
        assertThat(folder(module).resolve(arguments.getLast())).isRegularFile();
    }

    @Test
    void theSidecarHasTheHeapOfItsJvmAndNeedsNoLibrary() throws IOException {
        assertThat(arguments("sidecar-proxy"))
                .contains("-R:MaxHeapSize=64m", "--static-nolibc", "-H:MaxNodesInTrivialMethod=30")
                .doesNotContain("-H:+UseG1GC", "--gc=G1");
        assertThat(Files.readAllLines(Project.find().file("sidecar-proxy/src/main/jvm/sidecar.jvmargs")))
                .contains("-Xmx64m");
    }

    /** By that name Quarkus compiles natively what is meant for the JVM too, and so an image twice. */
    @Test
    void noProfileIsCalledNative() throws IOException {
        assertThat(Files.readString(Project.find().file("pom.xml")))
                .contains("<name>native</name>")
                .doesNotContainPattern("<profile>\\s*<id>native</id>");
    }

    /** The JDK's client for them brings Kerberos along. */
    @Test
    void theSidecarOpensNoUrls() throws IOException {
        assertThat(arguments("sidecar-proxy")).noneMatch(argument -> argument.startsWith("--enable-url-protocols"));
    }

    /** Initialised with the image, they would hold the nameservers of the machine that built it; and it would not build. */
    @Test
    void theCommandAsksTheMachineItRunsOn() throws IOException {
        assertThat(arguments("cli"))
                .filteredOn(argument -> argument.startsWith("--initialize-at-run-time="))
                .flatExtracting(argument -> List.of(argument.split("[=,]")))
                .contains("org.xbill.DNS", "dev.remocal.cli.dns", "dev.remocal.cli.supervision");
    }

    /** Otherwise {@code attach … -- java -Dx=y} would lose what is the developer's. */
    @Test
    void theCommandTakesNoOptionForTheImages() throws IOException {
        assertThat(arguments("cli")).contains("-H:-ParseRuntimeOptions");
    }

    @Test
    void theCommandLeavesNamesOfThisMachineToTheCLibrary() throws IOException {
        Path dnsjava = folder("cli").resolve("lib").resolve(library("cli", "dnsjava"));
        try (JarFile file = new JarFile(dnsjava.toFile())) {
            assertThat(file.getEntry("META-INF/services/java.net.spi.InetAddressResolverProvider"))
                    .isNull();
        }
    }

    private static final List<String> CONTROL_PORT = List.of(
            "dev.remocal.protocol.Event",
            "dev.remocal.protocol.Problem",
            "dev.remocal.protocol.SessionList",
            "dev.remocal.protocol.SessionSpec",
            "dev.remocal.protocol.StatusReport");

    private static final List<String> OUTPUT = List.of(
            "dev.remocal.cli.CliEvent",
            "dev.remocal.cli.ConfigReport",
            "dev.remocal.cli.DoctorReport",
            "dev.remocal.cli.ListReport",
            "dev.remocal.cli.StatusView");

    @Test
    void theSidecarReadsAndWritesAllOfTheControlPortsJson() throws Exception {
        assertThat(registeredClasses("sidecar-proxy")).containsAll(json("sidecar-proxy", CONTROL_PORT));
    }

    @Test
    void theCommandReadsAndWritesAllOfTheControlPortsJsonAndItsOwn() throws Exception {
        assertThat(json("cli", OUTPUT)).contains("dev.remocal.cli.CliEvent$Attached");
        assertThat(registeredClasses("cli"))
                .containsAll(json("cli", CONTROL_PORT))
                .containsAll(json("cli", OUTPUT));
    }

    /** The types of ours whose fields Jackson looks at when it comes to these. */
    private static Set<String> json(String module, List<String> roots) throws Exception {
        List<URL> jars = new ArrayList<>(List.of(
                folder(module).resolve(arguments(module).getLast()).toUri().toURL()));
        for (String library : libraries(module)) {
            jars.add(folder(module).resolve("lib").resolve(library).toUri().toURL());
        }
        Set<String> found = new TreeSet<>();
        try (URLClassLoader loader = new URLClassLoader(jars.toArray(URL[]::new), null)) {
            for (String root : roots) {
                find(loader.loadClass(root), found);
            }
        }
        return found;
    }

    private static void find(Type type, Set<String> found) {
        if (type instanceof ParameterizedType generic) {
            Arrays.stream(generic.getActualTypeArguments()).forEach(argument -> find(argument, found));
        } else if (type instanceof Class<?> ours
                && ours.getName().startsWith("dev.remocal.")
                && found.add(ours.getName())
                && !isText(ours)) {
            Stream.ofNullable(ours.getPermittedSubclasses())
                    .flatMap(Arrays::stream)
                    .forEach(one -> find(one, found));
            Stream.ofNullable(ours.getRecordComponents())
                    .flatMap(Arrays::stream)
                    .forEach(component -> find(component.getGenericType(), found));
        }
    }

    private static boolean isText(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .flatMap(method -> Arrays.stream(method.getAnnotations()))
                .anyMatch(annotation ->
                        annotation.annotationType().getSimpleName().equals("JsonValue"));
    }

    @Test
    void theSidecarBringsEpollForBothArchitectures() throws IOException {
        assertThat(libraries("sidecar-proxy"))
                .anyMatch(name -> name.contains("epoll") && name.endsWith("linux-x86_64.jar"))
                .anyMatch(name -> name.contains("epoll") && name.endsWith("linux-aarch_64.jar"));
    }

    @Test
    void theCommandFindsItsVersion() throws IOException {
        assertThat(entry("cli", "META-INF/native-image/resource-config.json").toString())
                .contains("remocal-version");
    }

    private static List<String> registeredClasses(String module) throws IOException {
        return entry(module, "META-INF/native-image/reflect-config.json").findValuesAsText("name");
    }

    private static JsonNode entry(String module, String name) throws IOException {
        Path jar = folder(module).resolve(arguments(module).getLast());
        try (JarFile file = new JarFile(jar.toFile());
                InputStream entry = file.getInputStream(file.getEntry(name))) {
            return JSON.readTree(entry);
        }
    }

    private static String library(String module, String name) throws IOException {
        return libraries(module).stream()
                .filter(file -> file.contains(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> libraries(String module) throws IOException {
        try (Stream<Path> files = Files.list(folder(module).resolve("lib"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static List<String> arguments(String module) throws IOException {
        Path file = folder(module).resolve("native-image.args");
        assertThat(file).as("%s, which ./mvnw verify leaves there", file).isRegularFile();
        return Arrays.asList(Files.readString(file).trim().split("\\s+"));
    }

    private static Path folder(String module) {
        return Project.find().file(module + "/target/native-sources");
    }
}
