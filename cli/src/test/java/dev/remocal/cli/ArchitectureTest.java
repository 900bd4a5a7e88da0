package dev.remocal.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.netty.bootstrap.AbstractBootstrap;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;

@AnalyzeClasses(packages = "dev.remocal.cli", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule COMMANDS_LEAVE_INPUT_AND_OUTPUT_TO_OTHERS = noClasses()
            .that()
            .haveSimpleNameEndingWith("Command")
            .and()
            .doNotHaveSimpleName("LocalCommand")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..", "io.fabric8..", "java.net..", "java.nio.file..", "com.fasterxml..");

    @ArchTest
    static final ArchRule DECISIONS_ARE_PURE = noClasses()
            .that()
            .haveSimpleName("PortChoice")
            .or()
            .haveSimpleName("MissingSidecar")
            .or()
            .haveSimpleName("FilterArguments")
            .or()
            .haveSimpleName("EnvironmentText")
            .or()
            .haveSimpleName("AttachPlan")
            .or()
            .haveSimpleName("SampleRequest")
            .or()
            .haveSimpleName("InjectionForecast")
            .or()
            .resideInAPackage("..cli.doctor..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..", "io.fabric8..", "java.net..", "java.io..", "java.nio..");

    @ArchTest
    static final ArchRule NAMES_ARE_PLANNED_WITHOUT_LOOKING = noClasses()
            .that()
            .resideInAPackage("..cli.names..")
            .and()
            .doNotHaveSimpleName("NamespaceProbe")
            .and()
            .doNotHaveSimpleName("KernelSettings")
            .and()
            .doNotHaveSimpleName("ResolverAgent")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.netty..",
                    "io.fabric8..",
                    "java.net..",
                    "java.io..",
                    "java.nio..",
                    "dev.remocal.cli",
                    "picocli..");

    @ArchTest
    static final ArchRule SUPERVISION_KNOWS_NOTHING_OF_THE_CLUSTER = noClasses()
            .that()
            .resideInAPackage("..cli.supervision..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.netty..", "io.fabric8..", "dev.remocal.cli", "dev.remocal.cli.outgoing..", "picocli..");

    @ArchTest
    static final ArchRule ONLY_SUPERVISION_CALLS_THE_KERNEL = noClasses()
            .that()
            .resideOutsideOfPackage("..cli.supervision..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.lang.foreign..");

    @ArchTest
    static final ArchRule ENVIRONMENT_AND_FILES_ARE_RESOLVED_WITHOUT_ASKING_ANYBODY = noClasses()
            .that()
            .resideInAPackage("..cli.environment..")
            .or()
            .haveSimpleName("FileResolver")
            .or()
            .haveSimpleName("Payload")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.fabric8.kubernetes.client..",
                    "dev.remocal.cli",
                    "dev.remocal.cli.cluster..",
                    "io.netty..",
                    "java.net..",
                    "java.io..",
                    "java.nio.file..");

    @ArchTest
    static final ArchRule CONFIGURATION_IS_DECIDED_WITHOUT_LOOKING = noClasses()
            .that()
            .resideInAPackage("..cli.config..")
            .and()
            .doNotHaveSimpleName("ConfigFiles")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.nio.file.Files")
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net..", "io.netty..", "io.fabric8..", "dev.remocal.cli");

    @ArchTest
    static final ArchRule THE_TUNNEL_KNOWS_NO_KUBERNETES = noClasses()
            .that()
            .resideInAPackage("..cli.tunnel..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.fabric8..", "dev.remocal.cli.cluster..", "dev.remocal.cli", "picocli..");

    @ArchTest
    static final ArchRule THE_CLUSTER_KNOWS_NO_COMMANDS = noClasses()
            .that()
            .resideInAPackage("..cli.cluster..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.remocal.cli", "picocli..");

    @ArchTest
    static final ArchRule FAILURES_STAND_ALONE = classes()
            .that()
            .resideInAPackage("..cli.failure..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.remocal.cli.failure..", "java..", "org.jspecify..");

    /**
     * What a native image would have to be told of. Without SecondSignal, a second Ctrl-C there waits for the first; VertxSink has
     * told it.
     */
    @ArchTest
    static final ArchRule NOTHING_ELSE_IS_DONE_BY_REFLECTION = noClasses()
            .that()
            .doNotHaveSimpleName("SecondSignal")
            .and()
            .doNotHaveSimpleName("VertxSink")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.lang.reflect..")
            .orShould()
            .callMethod(Class.class, "forName", String.class)
            .orShould()
            .callMethod(AbstractBootstrap.class, "channel", Class.class)
            .orShould()
            .callMethod(Bootstrap.class, "channel", Class.class)
            .orShould()
            .callMethod(ServerBootstrap.class, "channel", Class.class);
}
