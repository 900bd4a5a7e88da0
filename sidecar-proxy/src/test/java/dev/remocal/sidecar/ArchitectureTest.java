package dev.remocal.sidecar;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.netty.bootstrap.AbstractBootstrap;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;

@AnalyzeClasses(packages = "dev.remocal.sidecar", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String PROXY = "dev.remocal.sidecar.proxy";
    private static final String TUNNEL = "dev.remocal.sidecar.tunnel";

    @ArchTest
    static final ArchRule theDataPlaneKnowsNoTunnel = noClasses()
            .that()
            .resideInAPackage(PROXY)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(TUNNEL);

    @ArchTest
    static final ArchRule theWiringKnowsNeither = noClasses()
            .that()
            .resideInAPackage("dev.remocal.sidecar")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(PROXY, TUNNEL);

    @ArchTest
    static final ArchRule theTunnelKeepsItsTypesToItself = classes()
            .that()
            .resideInAPackage(TUNNEL)
            .and()
            .areTopLevelClasses()
            .should()
            .notBePublic();

    @ArchTest
    static final ArchRule admissionAndConflictsSeeNoSocket = noClasses()
            .that()
            .haveFullyQualifiedName(TUNNEL + ".Conflicts")
            .or()
            .haveFullyQualifiedName(TUNNEL + ".Admission")
            .or()
            .haveFullyQualifiedName(TUNNEL + ".Call")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..", "io.vertx..");

    /** What a native image would have to be told of. */
    @ArchTest
    static final ArchRule nothingIsDoneByReflection = noClasses()
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
