package dev.remocal.protocol;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.remocal.protocol", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {

    @ArchTest
    static final ArchRule needsOnlyJacksonsAnnotations = classes()
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "dev.remocal.protocol", "java..", "com.fasterxml.jackson.annotation", "org.jspecify.annotations"));

    @ArchTest
    static final ArchRule isPure = noClasses()
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    "java.io..", "java.net..", "java.nio..", "java.util.concurrent..", "java.util.logging.."));
}
