package dev.aligner.remote;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

@AnalyzeClasses(
        packages = "dev.aligner.remote",
        importOptions = {ImportOption.DoNotIncludeTests.class, ImportOption.DoNotIncludeJars.class})
class ArchitectureTest {
    /** It is given one, which looks at addresses and follows no redirect. */
    @ArchTest
    final ArchRule makesNoClient = noClasses()
            .should()
            .callMethod(HttpClient.class, "create")
            .orShould()
            .callMethod(HttpClient.class, "create", ConnectionProvider.class)
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("java.net.http..");

    @ArchTest
    final ArchRule noFrameworkAndNoTensors = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.aligner.remote..",
                    "dev.aligner.core..",
                    "dev.aligner.engine",
                    "dev.aligner.engine.corrector",
                    "dev.aligner.engine.decode",
                    "dev.aligner.upstream.frame",
                    "dev.aligner.upstream.json",
                    "io.netty..",
                    "java..",
                    "javax.net.ssl..",
                    "org.jspecify..",
                    "org.reactivestreams..",
                    "org.slf4j..",
                    "reactor..",
                    "tools.jackson..");
}
