package dev.aligner.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@AnalyzeClasses(
        packages = "dev.aligner.gateway",
        importOptions = {ImportOption.DoNotIncludeTests.class, ImportOption.DoNotIncludeJars.class})
class ArchitectureTest {
    @ArchTest
    final ArchRule onlyWhatAGatewayHasIsImported = classes()
            .that()
            .resideOutsideOfPackages("dev.aligner.gateway.remote..", "dev.aligner.gateway.embedded..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.aligner.gateway..",
                    "dev.aligner.relay..",
                    "dev.aligner.upstream..",
                    "dev.aligner.core..",
                    "io.micrometer.core.instrument..",
                    "java..",
                    "org.jspecify..",
                    "org.reactivestreams..",
                    "org.slf4j..",
                    "org.springframework..",
                    "reactor.core..");

    @ArchTest
    final ArchRule onlyTheRemoteCorrectorAsksAService = classes()
            .that()
            .resideInAPackage("dev.aligner.gateway.remote..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.aligner.gateway.remote..",
                    "dev.aligner.client",
                    "dev.aligner.relay..",
                    "dev.aligner.core..",
                    "java..",
                    "org.jspecify..",
                    "org.springframework..",
                    "reactor.core..");

    @ArchTest
    final ArchRule onlyTheEmbeddedCorrectorKnowsTheEngine = classes()
            .that()
            .resideInAPackage("dev.aligner.gateway.embedded..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.aligner.gateway..",
                    "dev.aligner.engine..",
                    "dev.aligner.relay..",
                    "dev.aligner.core..",
                    "java..",
                    "org.jspecify..",
                    "org.springframework..",
                    "reactor.core..");

    @ArchTest
    final ArchRule nothingBlocks = noClasses()
            .should()
            .callMethod(Mono.class, "block")
            .orShould()
            .callMethod(Flux.class, "blockLast")
            .orShould()
            .callMethod(Flux.class, "blockFirst");
}
