package dev.aligner.remote;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.upstream.json.JsonText;
import dev.aligner.upstream.json.JsonValue;
import dev.aligner.upstream.json.MalformedJsonException;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a server for its models until it answers: one that is starting takes minutes. Owned by the loop. */
final class ServedModels {
    private static final Logger LOG = LoggerFactory.getLogger(ServedModels.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int MOST_BYTES = 4 << 20;

    private final Loop loop;
    private final HttpCalls http;
    private final RemoteOptions options;
    private final CompletableFuture<List<String>> ids = new CompletableFuture<>();
    private long giveUpNanos;
    private boolean told;

    ServedModels(Loop loop, HttpCalls http, RemoteOptions options) {
        this.loop = loop;
        this.http = http;
        this.options = options;
    }

    /** Their ids; failed with NOT_READY where the server does not answer in time, or MODEL_FILE where it has no list. */
    CompletableFuture<List<String>> list() {
        loop.execute(() -> {
            giveUpNanos = loop.nanoTime() + options.times().start().toNanos();
            ask();
        });
        return ids;
    }

    private void ask() {
        Asking asking = new Asking();
        HttpCalls.Call call = http.get(options.at("/models"), asking);
        asking.limit = loop.after(options.times().probe(), () -> {
            call.cancel();
            asking.later("no answer in time");
        });
    }

    private final class Asking implements Answer {
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private int status;
        private Loop.@Nullable Timer limit;

        @Override
        public void began(int head, String contentType, @Nullable Duration retryAfter) {
            status = head;
        }

        @Override
        public void bytes(byte[] bytes) {
            if (body.size() <= MOST_BYTES) {
                body.writeBytes(bytes);
            }
        }

        @Override
        public void ended() {
            if (status == Refusal.OK) {
                done();
                read();
            } else if (Refusal.isBusy(status) || Refusal.isFault(status)) {
                later("HTTP " + status);
            } else {
                done();
                ids.completeExceptionally(AlignerException.of(
                        ErrorCode.MODEL_FILE,
                        "remote engine: HTTP " + status + " from "
                                + options.at("/models").getRawPath()
                                + (Refusal.isFinal(status) ? ", the api key is not accepted" : "")
                                + " (expected: 200, and a list of models)"));
            }
        }

        @Override
        public void broken(Throwable error) {
            later(error.getClass().getSimpleName());
        }

        private void done() {
            if (limit != null) {
                limit.cancel();
            }
        }

        private void later(String why) {
            done();
            if (loop.nanoTime() - giveUpNanos >= 0) {
                ids.completeExceptionally(AlignerException.of(
                        ErrorCode.NOT_READY,
                        "remote engine: " + options.url().getAuthority() + " does not answer, " + why
                                + " (expected: a list of models within "
                                + options.times().start().toSeconds() + " s)"));
                return;
            }
            if (!told) {
                told = true;
                LOG.info("waiting for {}: {}", options.url().getAuthority(), why);
            }
            loop.after(PAUSE, ServedModels.this::ask);
        }

        private void read() {
            try {
                List<String> found = new ArrayList<>();
                for (JsonValue model :
                        JsonText.parse(body.toByteArray()).root().at("data").each()) {
                    String id = model.at("id").string();
                    if (id != null) {
                        found.add(id);
                    }
                }
                ids.complete(List.copyOf(found));
            } catch (MalformedJsonException e) {
                ids.completeExceptionally(AlignerException.of(
                        ErrorCode.MODEL_FILE, "remote engine: models: no JSON, " + e.getMessage(), e));
            }
        }
    }
}
