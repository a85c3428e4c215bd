package dev.aligner.spark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "dev.aligner.spark",
        importOptions = {ImportOption.DoNotIncludeTests.class, ImportOption.DoNotIncludeJars.class})
class ArchitectureTest {
    @ArchTest
    final ArchRule plansKnowNoSpark = classes()
            .that()
            .resideInAnyPackage("..spark.plan..", "..spark.manifest..", "..spark.service..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.aligner.spark.plan..",
                    "dev.aligner.spark.manifest..",
                    "dev.aligner.spark.service..",
                    "dev.aligner.core..",
                    // its key of a server
                    "dev.aligner.remote",
                    "java..",
                    "org.jspecify..",
                    "tools.jackson..");

    @ArchTest
    final ArchRule nothingOfSparkButItsInterface = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.aligner.spark..",
                    "dev.aligner.core..",
                    "dev.aligner.engine",
                    "dev.aligner.engine.corrector",
                    "dev.aligner.engine.model",
                    "dev.aligner.remote",
                    "reactor.netty.http.client",
                    "reactor.netty.resources",
                    "java..",
                    "org.apache.hadoop.conf..",
                    "org.apache.hadoop.fs..",
                    "org.apache.spark",
                    "org.apache.spark.api.java.function..",
                    "org.apache.spark.resource..",
                    "org.apache.spark.sql..",
                    "org.apache.spark.util..",
                    "org.jspecify..",
                    "org.slf4j..",
                    "picocli..",
                    "scala..",
                    "tools.jackson..");

    @ArchTest
    final ArchRule noCycles =
            slices().matching("dev.aligner.spark.(*)..").should().beFreeOfCycles();
}
