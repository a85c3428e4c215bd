package dev.aligner.service.model;

import dev.aligner.service.host.CorrectorHost;
import io.swagger.v3.oas.annotations.Operation;
import java.time.InstantSource;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The correctors that requests may name. */
@RestController
class ModelEndpoint {
    private final CorrectorHost host;
    private final long createdSeconds;

    ModelEndpoint(CorrectorHost host, InstantSource clock) {
        this.host = host;
        this.createdSeconds = clock.instant().getEpochSecond();
    }

    @Operation(operationId = "models", tags = "models", summary = "The loaded correctors, in OpenAI's form")
    @GetMapping(path = "/v1/models", produces = MediaType.APPLICATION_JSON_VALUE)
    ModelList models() {
        return ModelList.of(host.get().cards(), createdSeconds);
    }
}
