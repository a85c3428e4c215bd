package dev.aligner.service.plug;

import dev.aligner.service.config.Plug;
import dev.aligner.service.config.PlugsProperties;
import dev.aligner.service.wire.Ids;
import java.util.ArrayList;
import java.util.List;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The paths of the plugs that are enabled; the others are nowhere. */
final class PlugRoutes {
    private final PlugCalls calls;
    private final List<RouterFunction<ServerResponse>> routes = new ArrayList<>();

    private PlugRoutes(PlugCalls calls) {
        this.calls = calls;
    }

    /** @param mostBytes of an answer; a larger one stays as it is */
    static RouterFunction<ServerResponse> of(
            PlugsProperties plugs, PlugCalls calls, RememberedQuestions questions, Ids ids, long mostBytes) {
        PlugRoutes routes = new PlugRoutes(calls);
        AgentgatewayCalls both =
                new AgentgatewayCalls(questions, plugs.remember().header());
        for (Plug plug : plugs.enabled()) {
            switch (plug) {
                case LITELLM -> routes.add("", new LiteLlm(questions, plugs.streamHoldback()));
                case PORTKEY -> routes.add("", new Portkey(ids, mostBytes));
                case AGENTGATEWAY -> {
                    routes.add("/request", new AgentgatewayQuestion(both));
                    routes.add("/response", new AgentgatewayAnswer(both));
                }
                case KONG -> routes.add("", new Kong(ids));
                // one corrector is loaded: whichever version is named, it is meant
                case GUARDRAIL -> routes.add("/{id}/version/{version:DRAFT|[1-9][0-9]*}/apply", new ApplyGuardrail());
            }
        }
        return routes.routes.stream().reduce(RouterFunction::and).orElse(request -> Mono.empty());
    }

    private void add(String below, Host host) {
        routes.add(RouterFunctions.route(
                RequestPredicates.POST(host.plug().path() + below), request -> calls.answer(request, host)));
    }
}
