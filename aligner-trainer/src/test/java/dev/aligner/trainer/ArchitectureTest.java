package dev.aligner.trainer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "dev.aligner.trainer",
        importOptions = {ImportOption.DoNotIncludeTests.class, ImportOption.DoNotIncludeJars.class})
class ArchitectureTest {
    @ArchTest
    final ArchRule objectivesAreMathematics = classes()
            .that()
            .resideInAPackage("..trainer.objective..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java.lang..", "java.util..", "org.jspecify..", "..trainer.objective..");

    @ArchTest
    final ArchRule onlyOnePackageKnowsTensors = noClasses()
            .that()
            .resideOutsideOfPackage("..trainer.model..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.djl..");

    @ArchTest
    final ArchRule onlyReportsKnowCharts = noClasses()
            .that()
            .resideOutsideOfPackage("..trainer.report..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.knowm.xchart..");

    @ArchTest
    final ArchRule noCycles =
            slices().matching("dev.aligner.trainer.(*)..").should().beFreeOfCycles();
}
