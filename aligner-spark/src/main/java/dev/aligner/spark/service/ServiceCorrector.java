package dev.aligner.spark.service;

import dev.aligner.core.AlignerException;
import dev.aligner.core.CorrectionListener;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.CorrectionTask;
import dev.aligner.core.Corrector;
import dev.aligner.core.CorrectorCard;
import dev.aligner.core.CorrectorLoad;
import dev.aligner.core.ErrorCode;
import dev.aligner.remote.ApiKey;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A corrector that is a running service. Requests that come while others are under way leave together, as one batch: the busier,
 * the fewer connections each needs.
 */
public final class ServiceCorrector implements Corrector {
    /** Batches under way at once. */
    private static final int CONNECTIONS = 4;

    /** Lines of a batch: a broken connection loses no more than these. */
    private static final int LINES = 64;

    private static final Duration CONNECT = Duration.ofSeconds(10);

    /** What a service may take beyond the deadlines of its lines, before it is taken for dead. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    private final URI service;
    private final Caller caller;
    private final HttpClient client;
    private final CorrectorCard card;
    private final Deque<ServiceCall> waiting = new ArrayDeque<>();
    private long calls;
    private int batches;
    private int running;
    private volatile boolean refused;
    private volatile boolean closed;

    private ServiceCorrector(URI service, Caller caller, HttpClient client, CorrectorCard card) {
        this.service = service;
        this.caller = caller;
        this.client = client;
        this.card = card;
    }

    /**
     * Finds the service and asks which corrector it has.
     *
     * @param service its root, for example {@code http://localhost:8080}
     * @param key that the service knows; null where everybody may ask
     * @param executor who asks, for the service's log
     * @throws AlignerException NOT_READY where it does not answer, MODEL_FILE where something else does
     */
    public static ServiceCorrector connect(URI service, @Nullable ApiKey key, String executor) {
        URI root = URI.create(service.toString().replaceFirst("/+$", "") + "/");
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        Caller caller = new Caller(executor, key);
        return new ServiceCorrector(root, caller, client, ServiceModels.first(client, root, caller));
    }

    @Override
    public CorrectorCard card() {
        return card;
    }

    @Override
    public CorrectionTask correct(CorrectionRequest request, CorrectionListener listener) {
        ServiceCall call;
        synchronized (this) {
            if (closed) {
                throw AlignerException.of(ErrorCode.DRAINING, "service: closed");
            }
            call = new ServiceCall(calls++, request, listener);
            waiting.add(call);
        }
        send();
        return call;
    }

    private void send() {
        List<List<ServiceCall>> leaving = new ArrayList<>();
        synchronized (this) {
            while (batches < CONNECTIONS && !waiting.isEmpty()) {
                List<ServiceCall> batch = new ArrayList<>();
                while (batch.size() < LINES && !waiting.isEmpty()) {
                    ServiceCall call = waiting.remove();
                    if (!call.isDone()) {
                        batch.add(call);
                    }
                }
                if (!batch.isEmpty()) {
                    batches++;
                    running += batch.size();
                    leaving.add(batch);
                }
            }
        }
        leaving.forEach(this::send);
    }

    private void send(List<ServiceCall> batch) {
        StringBuilder body = new StringBuilder();
        Map<Long, ServiceCall> open = new HashMap<>();
        Duration longest = Duration.ZERO;
        for (ServiceCall call : batch) {
            open.put(call.id(), call);
            body.append(ServiceLines.request(call)).append('\n');
            Duration timeout = call.request().timeout();
            longest = timeout.compareTo(longest) > 0 ? timeout : longest;
        }
        HttpRequest request = caller.request(service.resolve("v1/corrections:batch"))
                .header("content-type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        ResultLines lines = new ResultLines(open);
        var unused = client.sendAsync(
                        request,
                        response -> HttpResponse.BodySubscribers.fromLineSubscriber(
                                response.statusCode() == 200 ? lines : ResultLines.ignored()))
                .orTimeout(longest.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((response, error) -> {
                    synchronized (this) {
                        batches--;
                        running -= batch.size();
                    }
                    AlignerException missing = missing(response, error);
                    batch.forEach(call -> call.failed(missing));
                    send();
                });
    }

    /** Why calls may be without a result when the response has ended. */
    private AlignerException missing(HttpResponse<?> response, Throwable error) {
        if (error != null) {
            return AlignerException.of(ErrorCode.NOT_READY, service + ": " + error.getMessage(), error);
        }
        int status = response.statusCode();
        if (status >= 400 && status < 500 && status != 408 && status != 429) {
            // another request would fare no better
            refused = true;
            return AlignerException.of(
                    ErrorCode.MODEL_FILE,
                    service + ": HTTP " + status + " (expected: 200, from a running service"
                            + (status == 401 || status == 403 ? " that knows the key of --api-key-file)" : ")"));
        }
        return AlignerException.of(
                ErrorCode.NOT_READY,
                service + ": " + (status == 200 ? "no result for a line" : "HTTP " + status) + " (expected: a result)");
    }

    @Override
    public boolean healthy() {
        return !closed && !refused;
    }

    @Override
    public synchronized CorrectorLoad load() {
        return new CorrectorLoad(waiting.size(), running);
    }

    @Override
    public void close() {
        List<ServiceCall> left;
        synchronized (this) {
            closed = true;
            left = new ArrayList<>(waiting);
            waiting.clear();
        }
        left.forEach(call -> call.failed(AlignerException.of(ErrorCode.DRAINING, "service: closed")));
    }
}
