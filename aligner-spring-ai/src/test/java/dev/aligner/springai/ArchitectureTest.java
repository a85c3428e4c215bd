package dev.aligner.springai;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "dev.aligner.springai",
        importOptions = {ImportOption.DoNotIncludeTests.class, ImportOption.DoNotIncludeJars.class})
class ArchitectureTest {
    @ArchTest
    final ArchRule onlyTheClientAndTheLibraryAreUsed = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.aligner.springai",
                    "dev.aligner.client",
                    "dev.aligner.core",
                    "dev.aligner.upstream.rewrite",
                    "java..",
                    "org.jspecify..",
                    "org.springframework.ai..",
                    "org.springframework.core..",
                    "reactor.core..");
}
