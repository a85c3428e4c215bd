package dev.aligner.upstream;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "dev.aligner.upstream",
        importOptions = {ImportOption.DoNotIncludeTests.class, ImportOption.DoNotIncludeJars.class})
class ArchitectureTest {
    @ArchTest
    final ArchRule noFrameworkIsImported = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.aligner.upstream..", "dev.aligner.core..", "java..", "org.jspecify..", "tools.jackson.core..");

    @ArchTest
    final ArchRule onlyOnePackageKnowsTheParser = noClasses()
            .that()
            .resideOutsideOfPackage("..upstream.json..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("tools.jackson..");

    @ArchTest
    final ArchRule jsonAndFramesKnowNothingElse = noClasses()
            .that()
            .resideInAnyPackage("..upstream.json..", "..upstream.frame..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.aligner.upstream", "dev.aligner.core..");

    @ArchTest
    final ArchRule featuresAreIndependent =
            slices().matching("dev.aligner.upstream.(*)..").should().notDependOnEachOther();
}
