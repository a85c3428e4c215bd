package dev.aligner.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "dev.aligner.engine",
        importOptions = {ImportOption.DoNotIncludeTests.class, ImportOption.DoNotIncludeJars.class})
class ArchitectureTest {
    @ArchTest
    final ArchRule schedulingAndDecodingArePure = classes()
            .that()
            .resideInAnyPackage("..engine.schedule..", "..engine.decode..", "..engine.draft..", "..engine.model..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java.lang..",
                    "java.util",
                    "java.util.function..",
                    "java.util.stream..",
                    "java.util.random..",
                    "java.nio..",
                    "org.jspecify..",
                    "dev.aligner.core",
                    "dev.aligner.engine.schedule..",
                    "dev.aligner.engine.decode..",
                    "dev.aligner.engine.draft..",
                    "dev.aligner.engine.model..");

    @ArchTest
    final ArchRule modelFilesKnowNoEngine = noClasses()
            .that()
            .resideInAPackage("..engine.weights..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.djl..", "..engine.torch..", "..engine.schedule..", "..engine.tokenize..");

    @ArchTest
    final ArchRule onlyOnePackageKnowsTensors = noClasses()
            .that()
            .resideOutsideOfPackage("..engine.torch..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.djl.ndarray..", "ai.djl.pytorch..");

    @ArchTest
    final ArchRule nothingMovesAnOutputToAnotherDevice = noClasses()
            .should()
            .callMethod("ai.djl.ndarray.NDArray", "toDevice", "ai.djl.Device", "boolean")
            .because("a bfloat16 tensor aborts the JVM there");

    /** Whatever else is made is made on the device of a manager, which is the model's. */
    @ArchTest
    final ArchRule onePlaceNamesDevices = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.aligner.engine.torch.TorchDevices")
            .should()
            .callMethod("ai.djl.Device", "cpu")
            .orShould()
            .callMethod("ai.djl.Device", "gpu")
            .orShould()
            .callMethod("ai.djl.Device", "gpu", "int")
            .orShould()
            .callMethod("ai.djl.ndarray.NDManager", "newBaseManager")
            .orShould()
            .callMethod("ai.djl.pytorch.engine.PtNDManager", "newSubManager");

    @ArchTest
    final ArchRule theLoopKnowsNoTorch = noClasses()
            .that()
            .resideInAPackage("dev.aligner.engine")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..engine.torch..", "..engine.weights..", "..engine.tokenize..", "..engine.corrector..");

    @ArchTest
    final ArchRule noCycles =
            slices().matching("dev.aligner.engine.(*)..").should().beFreeOfCycles();
}
