package dev.remocal.test.demo;

import dev.remocal.test.cluster.ClusterUnavailableException;
import dev.remocal.test.cluster.Images;
import dev.remocal.test.cluster.LocalCluster;
import dev.remocal.test.cluster.Project;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** {@code remocal demo [--once] [-o text|json]}: the main job, on a cluster that is on this machine's loopback. */
public final class Demo {

    private static final String USAGE = """
            Usage: remocal demo [--once] [-o text|json]
            Starts Kubernetes stood in for on loopback and shows on it what Remocal does.
              --once      end afterwards, instead of staying up to be tried out
              -o json     print one JSON object on stdout, progress on stderr
            """;

    private static final int WRONG_USAGE = 2;

    private record Options(boolean once, boolean json) {}

    private Demo() {}

    public static void main(String[] arguments) {
        // Else JDK 24 and later warn of Netty's Unsafe, and SLF4J of having no log to write to.
        System.setProperty("io.netty.noUnsafe", "true");
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        List<String> words = List.of(arguments);
        if (words.contains("-h") || words.contains("--help")) {
            System.out.print(USAGE);
            return;
        }
        List<String> known = List.of("--once", "-o", "--output", "json", "text", "-ojson", "--output=json");
        if (!known.containsAll(words)) {
            System.err.print(USAGE);
            System.exit(WRONG_USAGE);
        }
        boolean json = words.contains("json") || words.contains("-ojson") || words.contains("--output=json");
        System.exit(run(new Options(words.contains("--once"), json)));
    }

    private static int run(Options options) {
        PrintStream progress = options.json() ? System.err : System.out;
        progress.println("Starting a Kubernetes cluster on loopback …");
        Project project = Project.find();
        try (LocalCluster cluster = LocalCluster.start(Images.standard(project));
                Story story = new Story(cluster, project, progress)) {
            DemoReport report = story.tell();
            if (options.json()) {
                System.out.println(report.json());
            }
            if (!options.once()) {
                story.invite();
                stayUp();
            }
            return report.succeeded() ? 0 : 1;
        } catch (ClusterUnavailableException e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }

    /** Until Ctrl-C: the processes of the cluster end with this one. */
    private static void stayUp() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
