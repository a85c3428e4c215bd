package dev.aligner.service.health;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.service.host.CorrectorHost;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.LivenessState;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a balancer asks. Ready means loaded, warm and not shutting down, and that a
 * server elsewhere that runs the model answers; a full queue does not make it unready. */
@RestController
class ProbeEndpoint {
    private static final Duration AWAY_RETRY = Duration.ofSeconds(5);
    private static final Map<String, String> UP = Map.of("status", "UP");

    private final CorrectorHost host;
    private final ApplicationAvailability availability;

    ProbeEndpoint(CorrectorHost host, ApplicationAvailability availability) {
        this.host = host;
        this.availability = availability;
    }

    @Operation(operationId = "live", tags = "health", summary = "Whether the process should go on")
    @GetMapping("/livez")
    ResponseEntity<Map<String, String>> live() {
        return availability.getLivenessState() == LivenessState.CORRECT && host.healthy()
                ? ResponseEntity.ok(UP)
                : ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).body(Map.of("status", "DOWN"));
    }

    @Operation(
            operationId = "ready",
            tags = "health",
            summary = "Whether requests can be served; 503 with a problem if not")
    @GetMapping("/readyz")
    Map<String, String> ready() {
        if (!host.ready()) {
            throw AlignerException.retryLater(
                    ErrorCode.NOT_READY, "the server that runs the model does not answer", AWAY_RETRY);
        }
        return UP;
    }
}
