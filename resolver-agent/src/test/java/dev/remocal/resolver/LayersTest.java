package dev.remocal.resolver;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.remocal.resolver", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {

    /** It runs in other people's processes. */
    @ArchTest
    static final ArchRule BRINGS_NOTHING_ALONG = classes()
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage("dev.remocal.resolver", "java..", "org.jspecify.annotations"));
}
