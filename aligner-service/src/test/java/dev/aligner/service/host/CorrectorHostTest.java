package dev.aligner.service.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.aligner.core.AlignerException;
import dev.aligner.core.CorrectionListener;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.CorrectionTask;
import dev.aligner.core.Corrector;
import dev.aligner.core.CorrectorCard;
import dev.aligner.core.CorrectorLoad;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Strengths;
import dev.aligner.service.config.AlignerProperties;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class CorrectorHostTest {
    private final CompletableFuture<Corrector> loaded = new CompletableFuture<>();
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    private final CorrectorHost host = new CorrectorHost(this::load, failure::complete);

    private Corrector load() {
        try {
            return loaded.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw AlignerException.of(ErrorCode.MODEL_FILE, "config.json: missing", e);
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private ErrorCode refusal() {
        return catchThrowableOfType(AlignerException.class, host::get).code();
    }

    private void awaitReady() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (System.nanoTime() < end) {
            try {
                host.get();
                return;
            } catch (AlignerException stillLoading) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void itIsNotReadyUntilLoadedAndDrainsBeforeItCloses() {
        Closeable corrector = new Closeable();
        host.start();
        assertThat(refusal()).isEqualTo(ErrorCode.NOT_READY);
        loaded.complete(corrector);
        awaitReady();
        assertThat(host.get()).isSameAs(corrector);
        host.admit();
        host.drain();
        assertThat(catchThrowableOfType(AlignerException.class, host::admit).code())
                .isEqualTo(ErrorCode.DRAINING);
        assertThat(host.serves()).isFalse();
        assertThat(host.get()).as("for what is under way").isSameAs(corrector);
        assertThat(corrector.closed.getCount())
                .as("still open while requests end")
                .isEqualTo(1);
        host.stop();
        assertThat(corrector.closed.getCount()).isZero();
        assertThat(refusal()).isEqualTo(ErrorCode.DRAINING);
    }

    @Test
    void aCorrectorThatIsLoadedAfterTheStopIsClosed() throws InterruptedException {
        Closeable corrector = new Closeable();
        host.start();
        host.stop();
        loaded.complete(corrector);
        assertThat(corrector.closed.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aFailureToLoadIsToldAndNeverReady() throws Exception {
        host.start();
        loaded.completeExceptionally(new IllegalStateException());
        assertThat(failure.get(10, TimeUnit.SECONDS)).hasMessage("config.json: missing");
        assertThat(refusal()).isEqualTo(ErrorCode.NOT_READY);
    }

    /** Knows only whether it was closed. */
    @Test
    void anotherModelThanTheConfiguredOneIsClosedAndNeverReady() throws Exception {
        Closeable corrector = new Closeable("ab".repeat(32));
        CompletableFuture<Throwable> refused = new CompletableFuture<>();
        CorrectorHost pinned = new CorrectorHost(
                () -> new PinnedLoader(any -> corrector).load(pinnedTo("cd".repeat(32))), refused::complete);
        pinned.start();

        assertThat(refused.get(10, TimeUnit.SECONDS))
                .hasMessage("aligner.model.sha256: m has " + "ab".repeat(32) + " (expected: " + "cd".repeat(32) + ")");
        assertThat(corrector.closed.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(pinned.serves()).isFalse();
    }

    @Test
    void theConfiguredModelIsTakenAndAnyWhereNoneIsConfigured() {
        Closeable corrector = new Closeable("ab".repeat(32));
        PinnedLoader loader = new PinnedLoader(any -> corrector);
        assertThat(loader.load(pinnedTo("ab".repeat(32)))).isSameAs(corrector);
        assertThat(loader.load(pinnedTo(null))).isSameAs(corrector);
        assertThat(corrector.closed.getCount()).isOne();
    }

    private static AlignerProperties pinnedTo(@Nullable String sha256) {
        Map<String, String> values = new HashMap<>(Map.of("aligner.model.path", "m"));
        if (sha256 != null) {
            values.put("aligner.model.sha256", sha256);
        }
        return new Binder(new MapConfigurationPropertySource(values))
                .bindOrCreate(AlignerProperties.PREFIX, AlignerProperties.class);
    }

    private static final class Closeable implements Corrector {
        private final CountDownLatch closed = new CountDownLatch(1);
        private final String digest;

        Closeable() {
            this("d");
        }

        Closeable(String digest) {
            this.digest = digest;
        }

        @Override
        public CorrectorCard card() {
            return new CorrectorCard("id", "f", "t", digest, "float32", "cpu", 1, Strengths.ENDS, 1, Map.of());
        }

        @Override
        public CorrectionTask correct(CorrectionRequest request, CorrectionListener listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CorrectorLoad load() {
            return new CorrectorLoad(0, 0);
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }
}
