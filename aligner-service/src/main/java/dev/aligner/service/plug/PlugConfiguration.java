package dev.aligner.service.plug;

import dev.aligner.relay.Corrections;
import dev.aligner.service.audit.Origin;
import dev.aligner.service.bridge.ReactiveCorrector;
import dev.aligner.service.config.AlignerProperties;
import dev.aligner.service.config.PlugsProperties;
import dev.aligner.service.request.BodyReader;
import dev.aligner.service.wire.Ids;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import java.util.function.Function;
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
            ReactiveCorrector corrector, Ids ids, MeterRegistry meters, AlignerProperties properties) {
        return routes(
                corrector::from,
                () -> corrector.current().card().instructions().keySet(),
                ids,
                meters,
                properties,
                System::nanoTime);
    }

    /**
     * @param corrector for corrections that are asked for there
     * @param names of instructions; throws where there is no corrector that knows them
     * @param nanos a clock that only goes forward
     */
    static RouterFunction<ServerResponse> routes(
            Function<Origin, Corrections> corrector,
            Supplier<Set<String>> names,
            Ids ids,
            MeterRegistry meters,
            AlignerProperties properties,
            LongSupplier nanos) {
        PlugsProperties plugs = properties.plugs();
        PlugCalls calls = new PlugCalls(
                (plug, origin) -> new CallCorrector(
                        corrector.apply(origin),
                        names,
                        instructions -> plugs.policy(
                                plug, instructions, properties.limits().answerChars()),
                        nanos),
                new BodyReader(MOST_CALL, properties.deadline().body()),
                meters);
        RememberedQuestions questions = new RememberedQuestions(plugs.remember(), nanos);
        return PlugRoutes.of(
                plugs, calls, questions, ids, properties.limits().body().toBytes());
    }
}
