package dev.aligner.service.plug;

import dev.aligner.relay.Corrections;
import dev.aligner.service.audit.Origin;
import dev.aligner.service.bridge.ReactiveCorrector;
import dev.aligner.service.config.AlignerProperties;
import dev.aligner.service.config.Plug;
import dev.aligner.service.config.PlugsProperties;
import dev.aligner.service.config.Settings;
import dev.aligner.service.observe.ObservedCorrections;
import dev.aligner.service.observe.Way;
import dev.aligner.service.reload.Reloadable;
import dev.aligner.service.request.BodyReader;
import dev.aligner.service.wire.Ids;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The plugs' parts. Without any that is enabled there is nothing. */
@Configuration(proxyBeanMethods = false)
class PlugConfiguration {
    /** Of a call: pictures may stand in it. */
    private static final long MOST_CALL = DataSize.ofMegabytes(10).toBytes();

    @Bean
    RouterFunction<ServerResponse> plugRoutes(
            ReactiveCorrector corrector,
            ObservedCorrections requests,
            Ids ids,
            MeterRegistry meters,
            Settings settings) {
        return routes(
                (plug, origin) -> requests.on(Way.of(plug), corrector.from(origin)),
                () -> corrector.current().card().instructions().keySet(),
                ids,
                meters,
                settings,
                System::nanoTime);
    }

    /** What a call could not keep to is refused with the file that says it. */
    @Bean
    Reloadable plugPolicies() {
        return next -> {
            PlugsProperties plugs = next.plugs();
            plugs.enabled()
                    .forEach(plug -> plugs.policy(plug, List.of(), next.limits().answerChars()));
            return () -> {};
        };
    }

    /**
     * @param correctors for the calls of each plug, by where they come from
     * @param names of instructions; throws where there is no corrector that knows them
     * @param settings in force; of the plugs, which there are and what they remember is taken once
     * @param nanos a clock that only goes forward
     */
    static RouterFunction<ServerResponse> routes(
            BiFunction<Plug, Origin, Corrections> correctors,
            Supplier<Set<String>> names,
            Ids ids,
            MeterRegistry meters,
            Supplier<AlignerProperties> settings,
            LongSupplier nanos) {
        AlignerProperties properties = settings.get();
        PlugsProperties plugs = properties.plugs();
        PlugCalls calls = new PlugCalls(
                (plug, origin) -> new CallCorrector(
                        correctors.apply(plug, origin),
                        names,
                        instructions -> settings.get()
                                .plugs()
                                .policy(plug, instructions, properties.limits().answerChars()),
                        nanos),
                new BodyReader(MOST_CALL, properties.deadline().body()),
                meters);
        RememberedQuestions questions = new RememberedQuestions(plugs.remember(), nanos);
        return PlugRoutes.of(
                plugs, calls, questions, ids, properties.limits().body().toBytes());
    }
}
