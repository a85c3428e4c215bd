package dev.aligner.service.admin;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.service.access.Caller;
import dev.aligner.service.config.AlignerProperties;
import dev.aligner.service.docs.AddCorrectorOperation;
import dev.aligner.service.docs.RemoveCorrectorOperation;
import dev.aligner.service.host.CorrectorHost;
import dev.aligner.service.host.SideCorrectors;
import dev.aligner.service.request.BodyReader;
import dev.aligner.service.wire.AdapterCall;
import io.swagger.v3.oas.annotations.Operation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Correctors that come and go while the service serves. */
@RestController
@RequestMapping(path = "/admin/correctors", produces = MediaType.APPLICATION_JSON_VALUE)
class CorrectorsEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(CorrectorsEndpoint.class);
    private static final long MOST_BYTES = 16 * 1024;
    private static final Duration A_WHILE = Duration.ofSeconds(1);

    private final CorrectorHost host;
    private final SideCorrectors beside;
    private final AdapterFolder folder;
    private final BodyReader bodies;
    private final Scheduler scheduler = Schedulers.boundedElastic();

    CorrectorsEndpoint(CorrectorHost host, SideCorrectors beside, AlignerProperties properties) {
        this.host = host;
        this.beside = beside;
        String adapters = properties.admin().adapters();
        this.folder = new AdapterFolder(adapters == null ? null : Path.of(adapters));
        this.bodies = new BodyReader(MOST_BYTES, properties.deadline().body());
    }

    @Operation(operationId = "correctors", tags = "admin", summary = "The correctors that are loaded")
    @GetMapping
    LoadedCorrectors list() {
        return LoadedCorrectors.of(host.get().cards());
    }

    @AddCorrectorOperation
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    Mono<LoadedCorrectors> add(ServerWebExchange exchange) {
        return bodies.read(exchange.getRequest())
                .map(AdapterCall::read)
                .flatMap(call -> apart(() -> {
                    beside.add(call.id(), folder.of(call.path()));
                    LOG.info(
                            "corrector {} added by {}",
                            call.id(),
                            Caller.of(exchange).id());
                    return list();
                }));
    }

    @RemoveCorrectorOperation
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> remove(@PathVariable String id, ServerWebExchange exchange) {
        return apart(() -> beside.remove(id)).flatMap(removed -> {
            if (!removed) {
                return Mono.error(AlignerException.of(
                        ErrorCode.UNKNOWN_MODEL, "id: none that was added (expected: one of GET /admin/correctors)"));
            }
            LOG.info("corrector {} removed by {}", id, Caller.of(exchange).id());
            return Mono.empty();
        });
    }

    /** On a thread that may wait, and to the end: a client that leaves would interrupt the engine in its own locks. */
    private <T> Mono<T> apart(Callable<T> work) {
        return Mono.create(sink -> {
            try {
                scheduler.schedule(() -> {
                    try {
                        sink.success(work.call());
                    } catch (Exception e) {
                        sink.error(e);
                    }
                });
            } catch (RejectedExecutionException e) {
                sink.error(AlignerException.retryLater(ErrorCode.QUEUE_FULL, "admin: every place is taken", A_WHILE));
            }
        });
    }
}
