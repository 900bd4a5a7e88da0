package dev.remocal.test.demo;

import dev.remocal.test.cluster.ClusterUnavailableException;
import dev.remocal.test.cluster.Images;
import dev.remocal.test.cluster.Installation;
import dev.remocal.test.cluster.LocalCluster;
import dev.remocal.test.cluster.Project;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** {@code remocal demo}: the main job, on a cluster that is on this machine's loopback, or on a real one. */
public final class Demo {

    private static final String NAMESPACE = "shop";
    private static final int WRONG_USAGE = 2;

    /** What a shell reports for a process that SIGINT ended. */
    private static final int INTERRUPTED = 130;

    private final DemoOptions options;
    private final PrintStream progress;
    private final Project project = Project.find();

    private Demo(DemoOptions options) {
        this.options = options;
        this.progress = options.json() ? System.err : System.out;
    }

    public static void main(String[] arguments) {
        // Else JDK 24 and later warn of Netty's Unsafe, and SLF4J of having no log to write to.
        System.setProperty("io.netty.noUnsafe", "true");
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        List<String> words = List.of(arguments);
        if (words.contains("-h") || words.contains("--help")) {
            System.out.print(DemoOptions.USAGE);
            return;
        }
        System.exit(run(words));
    }

    private static int run(List<String> words) {
        try {
            Demo demo = new Demo(DemoOptions.parse(words));
            return demo.options.context().isPresent() ? demo.onRealCluster() : demo.onLoopback();
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(DemoOptions.USAGE);
            return WRONG_USAGE;
        } catch (ClusterUnavailableException e) {
            System.err.println(e.getMessage());
            return 1;
        } catch (AssertionError late) {
            // Awaiting's, whose sentence has what was seen last; where this waited is of no use to who runs the demo.
            System.err.println("The demo did not get to its end: " + late.getMessage());
            return 1;
        }
    }

    private int onLoopback() throws ClusterUnavailableException {
        progress.println("Starting a Kubernetes cluster on loopback …");
        try (LocalCluster cluster = LocalCluster.start(Images.standard(project));
                Story story =
                        new Story(cluster, Installation.install(cluster, project), NAMESPACE, project, progress)) {
            return tell(story);
        }
    }

    private int onRealCluster() throws ClusterUnavailableException {
        RealDemo demo = RealDemo.open(options, project, progress);
        if (!demo.agreed()) {
            progress.println("Nothing was done.");
            demo.forgo();
            return 1;
        }
        try (demo;
                Story story = new Story(demo.cluster(), demo.install(), options.namespace(), project, progress)) {
            return tell(story);
        } catch (RuntimeException e) {
            if (demo.ending()) {
                return INTERRUPTED;
            }
            throw e;
        }
    }

    private int tell(Story story) {
        DemoReport report = story.tell();
        if (options.json()) {
            System.out.println(report.json());
        }
        if (!options.once()) {
            story.invite();
            stayUp();
        }
        return report.succeeded() ? 0 : 1;
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
