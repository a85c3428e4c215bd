package dev.aligner.service.observe;

import dev.aligner.service.config.AlignerProperties;
import dev.aligner.service.host.CorrectorHost;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.exporter.FinishedSpan;
import io.micrometer.tracing.exporter.SpanExportingPredicate;
import io.micrometer.tracing.exporter.SpanFilter;
import io.micrometer.tracing.propagation.Propagator;
import io.opentelemetry.context.Context;
import java.util.Map;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** What is measured, traced and shown. */
@Configuration(proxyBeanMethods = false)
class ObserveConfiguration {
    /** Asked every few seconds, by machines. */
    private static final Set<String> PROBES =
            Set.of("/livez", "/readyz", "/health", "/ping", "/metrics", "/info", "/actuator");

    @Bean
    Tracing tracing(
            ObjectProvider<Tracer> tracer,
            ObjectProvider<Propagator> propagator,
            @Value("${management.tracing.export.enabled:true}") boolean exported) {
        // where it keeps the current one is looked for in all jars at its first use, which must not be an event loop's
        Context.current();
        Tracer found = tracer.getIfAvailable();
        Propagator tells = propagator.getIfAvailable();
        return exported && found != null && tells != null ? Tracing.of(found, tells) : Tracing.OFF;
    }

    /** Else every request would have a span that nobody gets. */
    @Bean
    @ConditionalOnProperty(name = "management.tracing.export.enabled", havingValue = "false")
    Tracer noTracer() {
        return Tracer.NOOP;
    }

    @Bean
    @ConditionalOnProperty(name = "management.tracing.export.enabled", havingValue = "false")
    Propagator noPropagator() {
        return Propagator.NOOP;
    }

    @Bean
    SpanExportingPredicate noProbes() {
        return ObserveConfiguration::worthExporting;
    }

    @Bean
    SpanFilter noStackTraces() {
        return new NoStackTraces();
    }

    private static boolean worthExporting(FinishedSpan span) {
        String path = span.getTags().getOrDefault("http.url", "");
        return PROBES.stream()
                .noneMatch(probe -> path.startsWith(probe)
                        && (path.length() == probe.length() || path.charAt(probe.length()) == '/'));
    }

    @Bean
    ObservedCorrections observedCorrections(MeterRegistry registry, Tracing tracing, CorrectionWatch watch) {
        return new ObservedCorrections(registry, tracing, System::nanoTime, watch);
    }

    @Bean
    UpstreamCalls upstreamCalls(MeterRegistry registry, Tracing tracing) {
        return new UpstreamCalls(registry, tracing, System::nanoTime);
    }

    @Bean
    AnswerMeters answerMeters(MeterRegistry registry) {
        return new AnswerMeters(registry);
    }

    @Bean
    HostMeters hostMeters(CorrectorHost host, AlignerProperties properties) {
        return new HostMeters(host, properties.engine().slots());
    }

    @Bean
    ProcessMemory processMemory() {
        return new ProcessMemory();
    }

    @Bean
    Aliases aliases(Environment environment, @Value("${management.endpoints.web.base-path:/actuator}") String base) {
        return new Aliases(ManagementPortType.get(environment) == ManagementPortType.SAME ? base : null);
    }

    @Bean
    CorrectorHealth correctorHealthIndicator(CorrectorHost host) {
        return new CorrectorHealth(host);
    }

    /** The correctors that are loaded, for people who look at one instance. */
    @Bean
    InfoContributor correctorInfo(CorrectorHost host) {
        return info -> host.current()
                .ifPresent(corrector -> info.withDetail(
                        "correctors",
                        corrector.cards().stream()
                                .map(card -> Map.of(
                                        "id",
                                        card.id(),
                                        "digest",
                                        card.digest(),
                                        "precision",
                                        card.precision(),
                                        "device",
                                        card.device(),
                                        "context_tokens",
                                        card.contextTokens()))
                                .toList()));
    }
}
