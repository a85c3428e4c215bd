package dev.aligner.envoy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@AnalyzeClasses(
        packages = "dev.aligner.envoy",
        importOptions = {ImportOption.DoNotIncludeTests.class, ImportOption.DoNotIncludeJars.class})
class ArchitectureTest {
    @ArchTest
    final ArchRule noFrameworkIsImported = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.aligner.envoy..",
                    "dev.aligner.relay..",
                    "dev.aligner.upstream..",
                    "dev.aligner.core..",
                    "com.google.protobuf..",
                    "io.envoyproxy..",
                    "io.grpc..",
                    "java..",
                    "org.jspecify..",
                    "org.reactivestreams..",
                    "org.slf4j..",
                    "reactor..");

    @ArchTest
    final ArchRule nothingBlocks = noClasses()
            .should()
            .callMethod(Mono.class, "block")
            .orShould()
            .callMethod(Flux.class, "blockLast")
            .orShould()
            .callMethod(Flux.class, "blockFirst");
}
