package dev.remocal.webhook;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.remocal.webhook", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {

    /** An admission waits for nobody but, for a second at most, for its namespace. */
    @ArchTest
    static final ArchRule admissionsCallTheKubernetesApiInOnePlace = noClasses()
            .that()
            .resideOutsideOfPackage("dev.remocal.webhook.certificates")
            .and()
            .doNotHaveSimpleName("KubernetesApi")
            .and()
            .doNotHaveSimpleName("PodEvents")
            .and()
            .doNotHaveSimpleName("NamespaceApi")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.fabric8.kubernetes..", "java.net.http..");

    @ArchTest
    static final ArchRule plansForCertificatesArePure = noClasses()
            .that()
            .haveSimpleName("CertificatePlan")
            .or()
            .haveSimpleName("CertificateTimes")
            .or()
            .haveSimpleName("Credentials")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.fabric8..", "java.io..", "java.nio..", "java.net..", "io.vertx..");

    @ArchTest
    static final ArchRule httpStaysInItsTwoClasses = noClasses()
            .that()
            .doNotHaveSimpleName("MutatePodsResource")
            .and()
            .doNotHaveSimpleName("MalformedReviewMapper")
            .should()
            .dependOnClassesThat(resideInAnyPackage("jakarta.ws.rs..", "org.jboss.resteasy.."));

    @ArchTest
    static final ArchRule readingAndWritingReviewsIsPure = classes()
            .that()
            .haveSimpleName("AdmissionRequest")
            .or()
            .haveSimpleName("AdmissionResponse")
            .or()
            .haveSimpleName("PodEvent")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "dev.remocal..",
                    "java.lang..",
                    "java.util..",
                    "java.io",
                    "java.nio.charset",
                    "com.fasterxml.jackson.."));
}
