package dev.aligner.service.playground;

import dev.aligner.service.bridge.ReactiveCorrector;
import dev.aligner.service.config.AlignerProperties;
import dev.aligner.service.observe.ObservedCorrections;
import dev.aligner.service.request.BodyReader;
import dev.aligner.service.wire.CorrectionReader;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The page's parts. Where it is switched off there is nothing. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = "aligner.playground.enabled", matchIfMissing = true)
class PlaygroundConfiguration {
    /** Below the corrections' own path: it costs what they cost, and whoever guards them guards it. */
    private static final String PLAY = "/v1/corrections:play";

    @Bean
    RouterFunction<ServerResponse> pageRoutes() {
        return PageRoutes.of(PageFiles.read());
    }

    @Bean
    RouterFunction<ServerResponse> playRoutes(
            ReactiveCorrector corrector,
            CorrectionReader reader,
            ObservedCorrections requests,
            AlignerProperties properties) {
        int mostBytes = Math.toIntExact(properties.limits().body().toBytes());
        Play play = new Play(
                corrector,
                reader,
                new BodyReader(mostBytes, properties.deadline().body()),
                requests,
                mostBytes);
        PlayableRoutes routes = PlayableRoutes.of(properties.routes());
        return RouterFunctions.route(
                        RequestPredicates.GET(PLAY),
                        request -> ServerResponse.ok().bodyValue(routes))
                .andRoute(RequestPredicates.POST(PLAY), play::play);
    }
}
