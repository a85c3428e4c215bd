package dev.aligner.trainer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "dev.aligner.trainer",
        importOptions = {ImportOption.DoNotIncludeTests.class, ImportOption.DoNotIncludeJars.class})
class TrainingArchitectureTest {
    @ArchTest
    final ArchRule objectivesArePure = classes()
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
            .resideInAnyPackage("ai.djl.ndarray..", "ai.djl.pytorch..");
}
