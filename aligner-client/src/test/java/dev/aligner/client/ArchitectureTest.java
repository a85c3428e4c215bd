package dev.aligner.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@AnalyzeClasses(
        packages = "dev.aligner.client",
        importOptions = {ImportOption.DoNotIncludeTests.class, ImportOption.DoNotIncludeJars.class})
class ArchitectureTest {
    @ArchTest
    final ArchRule theClientNeedsNoSpringBoot = classes()
            .that()
            .resideOutsideOfPackage("dev.aligner.client.autoconfigure..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.aligner.client",
                    "dev.aligner.core..",
                    "io.netty.channel..",
                    "java..",
                    "org.jspecify..",
                    "org.reactivestreams..",
                    "org.slf4j..",
                    "org.springframework.core..",
                    "org.springframework.http..",
                    "org.springframework.web.reactive.function..",
                    "reactor..",
                    "tools.jackson..");

    @ArchTest
    final ArchRule ofTheCoreOnlyItsVocabularyIsUsed = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.aligner.core.policy..", "dev.aligner.core.template..");

    @ArchTest
    final ArchRule nothingBlocks = noClasses()
            .should()
            .callMethod(Mono.class, "block")
            .orShould()
            .callMethod(Flux.class, "blockLast")
            .orShould()
            .callMethod(Flux.class, "blockFirst");
}
