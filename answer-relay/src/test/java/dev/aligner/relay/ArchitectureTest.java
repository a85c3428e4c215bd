package dev.aligner.relay;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = "dev.aligner.relay",
        importOptions = {ImportOption.DoNotIncludeTests.class, ImportOption.DoNotIncludeJars.class})
class ArchitectureTest {
    @ArchTest
    final ArchRule noServerIsImported = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.aligner.relay..",
                    "dev.aligner.upstream..",
                    "dev.aligner.core..",
                    "io.github.resilience4j..",
                    "io.micrometer.core.instrument..",
                    "io.netty.buffer..",
                    "io.netty.channel.embedded..",
                    "io.netty.handler.codec.compression..",
                    "java..",
                    "org.jspecify..",
                    "org.reactivestreams..",
                    "reactor..",
                    "tools.jackson..");
}
