package dev.remocal.sidecar.proxy;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Framing and matching decide and never act: they can be tested without a socket. */
@AnalyzeClasses(packagesOf = PureClassesTest.class)
class PureClassesTest {

    @ArchTest
    static final ArchRule FRAMING_AND_MATCHING_SEE_NO_INPUT_OR_OUTPUT = noClasses()
            .that(belongToAnyOf(
                    RequestScanner.class,
                    ResponseScanner.class,
                    HeadScanner.class,
                    RequestLineScanner.class,
                    StatusLineScanner.class,
                    VersionScanner.class,
                    FieldScanner.class,
                    FramingFields.class,
                    ElementMatcher.class,
                    BodyScanner.class,
                    HttpBytes.class,
                    Window.class,
                    OpaqueReason.class,
                    RequestHead.class,
                    PercentEncoding.class,
                    RequestMatcher.class,
                    FilterCompiler.class,
                    Requirement.class,
                    HeadIndex.class,
                    NameIndex.class,
                    ValueIndex.class,
                    Coding.class,
                    ByteHash.class,
                    Sampling.class,
                    TraceParent.class,
                    RegexSize.class))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty.channel..", "io.vertx..", "io.quarkus..", "java.io..", "java.net..");
}
