package dev.remocal.injector;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.Serializable;

@AnalyzeClasses(packages = "dev.remocal.injector", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {

    @ArchTest
    static final ArchRule needsOnlyTheProtocolAndJackson = classes()
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "dev.remocal.injector",
                    "dev.remocal.protocol",
                    "java..",
                    "com.fasterxml.jackson.core",
                    "com.fasterxml.jackson.databind..",
                    "org.jspecify.annotations"));

    @ArchTest
    static final ArchRule isPure = noClasses()
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                            "java.net..",
                            "java.nio.channels..",
                            "java.nio.file..",
                            "java.util.concurrent..",
                            "java.util.logging..")
                    .or(resideInAPackage("java.io..").and(not(equivalentTo(Serializable.class)))));
}
