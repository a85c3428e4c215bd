package dev.aligner.spark.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.Action;
import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionListener;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.CorrectionTask;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Question;
import dev.aligner.core.Sampling;
import dev.aligner.core.edit.Edits;
import dev.aligner.remote.ApiKey;
import dev.aligner.spark.FakeService;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ServiceCorrectorTest {
    @Test
    void everyAnswerComesBackCorrectedWithItsEdits() throws Exception {
        try (FakeService service = new FakeService();
                ServiceCorrector corrector = ServiceCorrector.connect(URI.create(service.url()), null, "7")) {
            assertThat(corrector.card().id()).isEqualTo("fake");
            assertThat(corrector.card().digest()).isEqualTo("f00d");
            List<CompletableFuture<Correction>> corrections = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                corrections.add(correct(corrector, i + (i % 2 == 0 ? " is bad, 蜘蛛." : " is fine.")));
            }
            for (int i = 0; i < 300; i++) {
                Correction correction = corrections.get(i).get();
                String answer = i + (i % 2 == 0 ? " is bad, 蜘蛛." : " is fine.");
                assertThat(correction.action()).isEqualTo(i % 2 == 0 ? Action.CORRECTED : Action.NONE);
                assertThat(correction.text()).isEqualTo(FakeService.corrected(answer));
                assertThat(Edits.apply(answer, correction.edits())).isEqualTo(correction.text());
                assertThat(correction.margin()).isEqualTo(1.5);
            }
            assertThat(service.asked())
                    .hasSize(300)
                    .allMatch(line -> line.caller().equals("aligner-spark (executor 7)"));
        }
    }

    @Test
    void aLineThatFailsFailsAlone() throws Exception {
        try (FakeService service = new FakeService();
                ServiceCorrector corrector = ServiceCorrector.connect(URI.create(service.url()), null, "7")) {
            CompletableFuture<Correction> wrong = correct(corrector, "unspeakable");
            CompletableFuture<Correction> right = correct(corrector, "bad");

            assertThat(code(wrong)).isEqualTo(ErrorCode.INVALID_FIELD);
            assertThat(right.get().text()).isEqualTo("good");
        }
    }

    @Test
    void aServiceInTroubleMayBeAskedAgainAndOneThatRefusesMayNot() throws Exception {
        try (FakeService service = new FakeService();
                ServiceCorrector corrector = ServiceCorrector.connect(URI.create(service.url()), null, "7")) {
            service.answerWith(503);
            assertThat(code(correct(corrector, "bad"))).isEqualTo(ErrorCode.NOT_READY);
            assertThat(corrector.healthy()).isTrue();

            service.answerWith(401);
            assertThat(code(correct(corrector, "bad"))).isEqualTo(ErrorCode.MODEL_FILE);
            assertThat(corrector.healthy()).isFalse();
        }
    }

    @Test
    void aServiceWithKeysIsAskedWithOne() throws Exception {
        try (FakeService service = new FakeService()) {
            service.knowsOnly("alk_1");
            URI root = URI.create(service.url());
            try (ServiceCorrector corrector = ServiceCorrector.connect(root, ApiKey.of("alk_1"), "7")) {
                assertThat(correct(corrector, "bad").get().text()).isEqualTo("good");

                service.knowsOnly("alk_2");
                CompletableFuture<Correction> refused = correct(corrector, "bad");
                assertThat(code(refused)).isEqualTo(ErrorCode.MODEL_FILE);
                assertThat(refused.handle((text, error) -> error).get())
                        .hasMessageContaining("HTTP 401")
                        .hasMessageNotContaining("alk_");
            }
            assertThatThrownBy(() -> ServiceCorrector.connect(root, null, "7"))
                    .hasMessageContaining("HTTP 401 for v1/models")
                    .hasMessageContaining("--api-key-file");
        }
    }

    @Test
    void aConnectionThatBreaksLosesNobody() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        FakeService service = new FakeService(line -> held.countDown());
        try (ServiceCorrector corrector = ServiceCorrector.connect(URI.create(service.url()), null, "7")) {
            service.close();
            assertThat(code(correct(corrector, "bad"))).isEqualTo(ErrorCode.NOT_READY);
            assertThat(held.getCount()).isEqualTo(1);
        }
    }

    @Test
    void whoCancelsHearsOfItOnce() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        try (FakeService service = new FakeService(line -> {
                    arrived.countDown();
                    await(answer);
                });
                ServiceCorrector corrector = ServiceCorrector.connect(URI.create(service.url()), null, "7")) {
            CompletableFuture<Correction> heard = new CompletableFuture<>();
            CorrectionTask task = corrector.correct(request("bad"), listener(heard));
            await(arrived);

            task.cancel();
            answer.countDown();

            assertThat(code(heard)).isEqualTo(ErrorCode.CANCELLED);
            assertThat(correct(corrector, "bad").get().text()).isEqualTo("good");
        }
    }

    @Test
    void whatIsNoServiceIsNamed() {
        FakeService gone = new FakeService();
        gone.close();

        assertThatThrownBy(() -> ServiceCorrector.connect(URI.create(gone.url()), null, "7"))
                .isInstanceOf(AlignerException.class)
                .hasMessageContaining(gone.url());
        try (FakeService service = new FakeService()) {
            assertThatThrownBy(() -> ServiceCorrector.connect(URI.create(service.url() + "/elsewhere"), null, "7"))
                    .hasMessageContaining("HTTP 404 for v1/models");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ErrorCode code(CompletableFuture<Correction> failed) throws InterruptedException {
        try {
            throw new AssertionError("corrected: " + failed.get());
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(AlignerException.class);
            return e.getCause() instanceof AlignerException known ? known.code() : ErrorCode.MODEL_FAILED;
        }
    }

    private static CorrectionRequest request(String answer) {
        return new CorrectionRequest(Question.of("Why?"), answer, null, null, Sampling.GREEDY, Duration.ofMinutes(1));
    }

    private static CompletableFuture<Correction> correct(ServiceCorrector corrector, String answer) {
        CompletableFuture<Correction> heard = new CompletableFuture<>();
        corrector.correct(request(answer), listener(heard));
        return heard;
    }

    private static CorrectionListener listener(CompletableFuture<Correction> heard) {
        return new CorrectionListener() {
            @Override
            public void delta(String text) {}

            @Override
            public void corrected(Correction correction) {
                assertThat(heard.complete(correction)).isTrue();
            }

            @Override
            public void failed(AlignerException error) {
                assertThat(heard.completeExceptionally(error)).isTrue();
            }
        };
    }
}
