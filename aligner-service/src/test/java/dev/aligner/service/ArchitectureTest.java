package dev.aligner.service;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.springframework.web.reactive.socket.client.WebSocketClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

@AnalyzeClasses(
        packages = "dev.aligner.service",
        importOptions = {ImportOption.DoNotIncludeTests.class, ImportOption.DoNotIncludeJars.class})
class ArchitectureTest {
    @ArchTest
    static final ArchRule NOTHING_BLOCKS = noClasses()
            .should()
            .callMethod(Mono.class, "block")
            .orShould()
            .callMethod(Flux.class, "blockLast")
            .orShould()
            .callMethod(Flux.class, "blockFirst");

    @ArchTest
    static final ArchRule JACKSON_IS_THREE =
            noClasses().should().dependOnClassesThat().resideInAPackage("com.fasterxml.jackson.*bind..");

    @ArchTest
    static final ArchRule THE_ENGINE_HAS_ONE_PLACE = noClasses()
            .that()
            .resideOutsideOfPackage("dev.aligner.service.engine..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.aligner.engine..", "dev.aligner.remote..");

    /** What is made elsewhere looks at no address, and may follow redirects. */
    @ArchTest
    final ArchRule clientsAreMadeInOnePlace = noClasses()
            .that()
            .resideOutsideOfPackage("dev.aligner.service.outgoing..")
            .and()
            // the first asks the service that its own command line names, the second is given its client
            .haveNameNotMatching(".*\\.(HealthCommand|WebSocketRelay)(\\$.*)?")
            .should()
            .callMethodWhere(
                    target(owner(assignableTo(HttpClient.class))).and(target(nameMatching("create|newConnection"))))
            .orShould()
            .callConstructorWhere(target(owner(assignableTo(WebSocketClient.class))))
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net.http..", "org.springframework.web.client..")
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching("(.*\\.WebClient(\\$.*)?|java\\.net\\.(Socket|URL|URLConnection|HttpURLConnection))");

    @ArchTest
    static final ArchRule THE_WIRE_KNOWS_NO_FRAMEWORK = noClasses()
            .that()
            .resideInAPackage("dev.aligner.service.wire..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "reactor..");

    @ArchTest
    static final ArchRule LIMITS_KNOW_NO_FRAMEWORK = noClasses()
            .that()
            .resideInAPackage("dev.aligner.service.quota..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "reactor..");

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("dev.aligner.service.(*)..").should().beFreeOfCycles();
}
