package dev.aligner.core;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "dev.aligner.core",
        importOptions = {ImportOption.DoNotIncludeTests.class, ImportOption.DoNotIncludeJars.class})
class ArchitectureTest {

    @ArchTest
    static final ArchRule NO_FRAMEWORK_IS_IMPORTED = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.aligner.core..", "java..", "org.jspecify.annotations", "com.github.difflib..");

    @ArchTest
    static final ArchRule ONLY_EDITS_KNOW_THE_DIFF_LIBRARY = noClasses()
            .that()
            .resideOutsideOfPackage("dev.aligner.core.edit")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.github.difflib..");

    @ArchTest
    static final ArchRule VOCABULARY_KNOWS_NOTHING_OF_TEMPLATES_AND_POLICIES = noClasses()
            .that()
            .resideInAPackage("dev.aligner.core")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.aligner.core.template..", "dev.aligner.core.policy..");

    @ArchTest
    static final ArchRule EDITS_KNOW_NOTHING_ELSE = noClasses()
            .that()
            .resideInAPackage("dev.aligner.core.edit")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.aligner.core", "dev.aligner.core.template..", "dev.aligner.core.policy..");

    @ArchTest
    static final ArchRule FEATURES_ARE_INDEPENDENT = slices().matching("dev.aligner.core.(*)..")
            .should()
            .notDependOnEachOther()
            // what may be edited is said in terms of edits
            .ignoreDependency(resideInAPackage("..core.policy.."), resideInAPackage("..core.edit.."));

    @ArchTest
    static final ArchRule NAMES_SAY_WHAT_THINGS_ARE =
            noClasses().should().haveNameMatching(".*(Utils?|Helper|Manager|Processor|Info|Impl)");
}
