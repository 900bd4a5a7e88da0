package dev.remocal.test.cluster;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The registry of the local cluster: which command line on this machine an image name stands for. */
public record Images(Map<String, Image> images) {

    /** The sidecar as the chart and the injector name it. */
    public static final String SIDECAR = "remocal/sidecar-proxy:dev";

    /** The sample services: {@code payments}, the default, or with the argument {@code caller} its caller. */
    public static final String SAMPLE = "remocal/sample:dev";

    /** The gRPC service of the end-to-end tests. */
    public static final String ECHO = "remocal/echo:dev";

    /** {@code command} of a container replaces the entrypoint, {@code args} the arguments. */
    public record Image(List<String> entrypoint, List<String> arguments) {}

    /** The sidecar as packaged in this checkout, the sample services and the gRPC service. */
    public static Images standard(Project project) {
        return new Images(Map.of())
                .with(SIDECAR, new Image(project.command("sidecar-proxy"), List.of()))
                .with(SAMPLE, new Image(sample(), List.of("payments")))
                .with(ECHO, new Image(echo(project), List.of()));
    }

    /** One image more; an earlier one of the same name is replaced. */
    public Images with(String name, Image image) {
        Map<String, Image> more = new LinkedHashMap<>(images);
        more.put(name, image);
        return new Images(Map.copyOf(more));
    }

    Optional<Image> find(String name) {
        return Optional.ofNullable(images.get(name));
    }

    /** The samples need the JDK only, so their class path is the folder or jar they are in. */
    public static List<String> sample() {
        return List.of(
                Project.java(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Xmx96m",
                "-cp",
                Project.ownClasses().toString(),
                "dev.remocal.test.sample.Sample");
    }

    private static List<String> echo(Project project) {
        return List.of(
                Project.java(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx96m",
                "-cp",
                Project.ownClasses() + ":" + project.file("src/test/target/echo") + "/*",
                "dev.remocal.test.echo.GrpcEcho");
    }
}
