package dev.remocal.test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.remocal.test", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule samplesRunOnTheJdkAlone = classes()
            .that()
            .resideInAPackage("..sample..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "dev.remocal.test.sample..", "org.jspecify..");

    /** What its image holds. */
    @ArchTest
    static final ArchRule echoRunsOnTheJdkAndGrpc = classes()
            .that()
            .resideInAPackage("..echo..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "io.grpc..", "dev.remocal.test.echo..", "org.jspecify..");

    @ArchTest
    static final ArchRule clusterKnowsNeitherDemoNorSamples = noClasses()
            .that()
            .resideInAPackage("..cluster..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.remocal.test.demo..", "dev.remocal.test.sample..", "dev.remocal.test.echo..");

    @ArchTest
    static final ArchRule decisionsDoNoInputOrOutput = noClasses()
            .that()
            .haveSimpleName("RolloutPlan")
            .or()
            .haveSimpleName("Endpoints")
            .or()
            .haveSimpleName("DnsZone")
            .or()
            .haveSimpleName("ResolvConf")
            .or()
            .haveSimpleName("Selectors")
            .or()
            .haveSimpleName("Patches")
            .or()
            .haveSimpleName("PodDefaults")
            .or()
            .haveSimpleName("Discovery")
            .or()
            .haveSimpleName("Access")
            .or()
            .haveSimpleName("Wrk")
            .or()
            .haveSimpleName("H2load")
            .or()
            .haveSimpleName("Targets")
            .or()
            .haveSimpleName("CrossCheck")
            .or()
            .haveSimpleName("Verdict")
            .or()
            .haveSimpleName("Standing")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net..", "java.nio..", "java.io..", "io.vertx..", "io.netty..");
}
