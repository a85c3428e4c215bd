package dev.aligner.service.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;

class DoorsTest {
    @ParameterizedTest
    @CsvSource({
        "GET,/livez,open",
        "GET,/readyz,open",
        "GET,/health,open",
        "GET,/ping,open",
        "GET,/actuator/health,open",
        "GET,/actuator/health/readiness,open",
        "GET,/,open",
        "POST,/,",
        "GET,/playground/app.mjs,open",
        "POST,/playground/app.mjs,",
        "POST,/v1/corrections,correct",
        "POST,/v1/corrections:batch,correct",
        "POST,/v1/%63orrections,correct",
        "POST,/v1/corrections;a=b,correct",
        "GET,/v1/models,correct",
        "POST,/engine/v1/completions,correct",
        "POST,/integrations/portkey,correct",
        "POST,/integrations/agentgateway/request,correct",
        "POST,/guardrail/g/version/1/apply,correct",
        "GET,/admin,admin",
        "GET,/admin/correctors,admin",
        "DELETE,/admin/correctors/a,admin",
        "DELETE,/%61dmin/correctors/a,admin",
        "DELETE,/admin;x/correctors/a,admin",
        "GET,/actuator,admin or metrics",
        "GET,/actuator/prometheus,admin or metrics",
        "GET,/metrics,admin or metrics",
        "GET,/v3/api-docs,",
        "GET,/whatever,"
    })
    void whoMayComeIn(String method, String path, String expected) {
        Door door = door(new Doors(false), method, path);
        assertThat(door.open() ? "open" : door.scopes().isEmpty() ? null : door.expected())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"/actuator/prometheus,true", "/metrics,true", "/admin/correctors,false"})
    void whatIsMeasuredNeedsNoKeyAtAPortOfItsOwn(String path, boolean open) {
        assertThat(door(new Doors(true), "GET", path).open()).isEqualTo(open);
    }

    private static Door door(Doors doors, String method, String path) {
        return doors.of(MockServerHttpRequest.method(HttpMethod.valueOf(method), URI.create(path))
                .build());
    }
}
