package dev.aligner.service.access;

import dev.aligner.service.config.EngineApiProperties;
import dev.aligner.service.config.Plug;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * The doors of our own paths. Paths are matched as those who answer them match theirs, so that no spelling of a path finds
 * another door than the one that it leads to; what is not named here needs a caller that is known.
 */
final class Doors {
    private static final PathPatternParser PARSER = PathPatternParser.defaultInstance;

    private record Rule(PathPattern pattern, boolean readingOnly, Door door) {}

    private final List<Rule> rules = new ArrayList<>();

    /** @param managedElsewhere whether what is measured is at a port of its own, which nobody else reaches */
    Doors(boolean managedElsewhere) {
        for (String probe :
                List.of("/livez", "/readyz", "/health", "/ping", "/actuator/health", "/actuator/health/**")) {
            add(probe, false, Door.OPEN);
        }
        for (String page : List.of("/", "/index.html", "/favicon.ico", "/assets/**", "/playground", "/playground/**")) {
            add(page, true, Door.OPEN);
        }
        Door correct = Door.of(Scope.CORRECT);
        add("/v1/corrections*", false, correct);
        add("/v1/models", false, correct);
        add(EngineApiProperties.PATH + "/**", false, correct);
        for (Plug plug : Plug.values()) {
            add(plug.path() + "/**", false, correct);
        }
        add("/admin/**", false, Door.of(Scope.ADMIN));
        Door measured = managedElsewhere ? Door.OPEN : Door.of(Scope.METRICS, Scope.ADMIN);
        add("/actuator/**", false, measured);
        add("/metrics", false, measured);
    }

    private void add(String pattern, boolean readingOnly, Door door) {
        rules.add(new Rule(PARSER.parse(pattern), readingOnly, door));
    }

    Door of(ServerHttpRequest request) {
        PathContainer path = request.getPath().pathWithinApplication();
        HttpMethod method = request.getMethod();
        boolean reading = HttpMethod.GET.equals(method) || HttpMethod.HEAD.equals(method);
        for (Rule rule : rules) {
            if ((reading || !rule.readingOnly()) && rule.pattern().matches(path)) {
                return rule.door();
            }
        }
        return Door.KNOWN;
    }
}
