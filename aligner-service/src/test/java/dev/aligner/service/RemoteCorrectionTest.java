package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.aligner.core.Action;
import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.CorrectionListener;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.Corrector;
import dev.aligner.core.FinishReason;
import dev.aligner.core.Question;
import dev.aligner.core.Sampling;
import dev.aligner.core.policy.CorrectionPolicy;
import dev.aligner.core.policy.CorrectionPolicy.LongAnswer;
import dev.aligner.engine.contract.CorrectorContract;
import dev.aligner.engine.contract.CorrectorUnderTest;
import dev.aligner.service.bridge.ReactiveCorrector;
import dev.aligner.service.config.AlignerProperties;
import dev.aligner.service.engine.EmbeddedCorrectorConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The law of the remote engine: a corrector whose model another service runs makes the same corrections as that service's
 * own. The model is tiny and random, its outputs noise; what becomes of them is the same here and there.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "aligner.engine-api.enabled=true",
            "aligner.model.precision=float32",
            "aligner.engine.context-tokens=256",
            "aligner.engine.slots=3",
            "aligner.policy.long-answer=windows",
            "aligner.policy.growth-tokens=16"
        })
class RemoteCorrectionTest {
    private static final Path FIXTURE = Path.of("../aligner-engine/src/test/resources/models/llama-f32-tied");
    private static final String ANSWER = "The answer to the question is here.";

    /** Noise that a stop text ends is an output like any other, but for what comes before it. */
    private static final List<String> STOPS = List.of("a", "e", "i", "o", " ");

    /** As what our own server is asked. */
    private record Dialect(String server, String prompts, boolean weighs, boolean samplesAll) {}

    private static final List<Dialect> CONTRACTS = List.of(
            new Dialect("aligner", "tokens", true, true),
            new Dialect("vllm", "tokens", true, true),
            new Dialect("vllm", "text", false, true),
            new Dialect("openai", "tokens", false, false),
            new Dialect("llama-cpp", "text", false, true));

    @TempDir
    static Path folder;

    @LocalServerPort
    private int port;

    @Autowired
    private ReactiveCorrector service;

    private static @Nullable LlamaCppServer llamaCpp;

    @DynamicPropertySource
    static void model(DynamicPropertyRegistry registry) throws IOException {
        Path model = copyFixture();
        registry.add("aligner.model.path", model::toString);
    }

    /** The fixture with a margin that lets some changes pass; and once more, without its weights. */
    private static Path copyFixture() throws IOException {
        String settings =
                "{\"id\": \"tiny\", \"template\": \"t3\", \"margin\": {\"plain\": -20.0}, \"stop\": [\"zq\"]}";
        copyFixture("small", "", settings);
        return copyFixture("tiny", ".safetensors", settings);
    }

    /** @param more files that are copied beside those of JSON, by their end; empty for none */
    private static Path copyFixture(String name, String more, String settings) throws IOException {
        Path copy = Files.createDirectories(folder.resolve(name));
        try (var files = Files.list(FIXTURE)) {
            for (Path file : files.toList()) {
                if (file.toString().endsWith(".json")
                        || (!more.isEmpty() && file.toString().endsWith(more))) {
                    Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        Files.writeString(copy.resolve("aligner.json"), settings);
        return copy;
    }

    private Corrector local() {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (true) {
            try {
                return service.current();
            } catch (AlignerException loading) {
                assertThat(System.nanoTime()).as("loaded in time").isLessThan(end);
                Thread.onSpinWait();
            }
        }
    }

    /** Of the model's files it has those without weights. */
    private Corrector remote(String server, String prompts) {
        Map<String, Object> values = new HashMap<>(Map.of(
                "aligner.model.path",
                folder.resolve("small").toString(),
                "aligner.model.remote.url",
                "http://127.0.0.1:" + port + "/engine/v1",
                "aligner.model.remote.server",
                server,
                "aligner.model.remote.prompts",
                prompts,
                "aligner.engine.context-tokens",
                "256",
                "aligner.engine.slots",
                "3",
                "aligner.policy.long-answer",
                "windows",
                "aligner.policy.growth-tokens",
                "16"));
        if (prompts.equals("text")) {
            values.put("aligner.model.remote.margin", "none");
        }
        return load(values);
    }

    private static Corrector load(Map<String, Object> values) {
        return EmbeddedCorrectorConfiguration.load(new Binder(new MapConfigurationPropertySource(values))
                .bindOrCreate(AlignerProperties.PREFIX, AlignerProperties.class));
    }

    private record Outcome(Correction correction, String streamed) {}

    private static Outcome correct(Corrector corrector, CorrectionRequest request) {
        StringBuilder streamed = new StringBuilder();
        CompletableFuture<Correction> end = new CompletableFuture<>();
        corrector.correct(request, new CorrectionListener() {
            @Override
            public void delta(String text) {
                streamed.append(text);
            }

            @Override
            public void corrected(Correction correction) {
                end.complete(correction);
            }

            @Override
            public void failed(AlignerException error) {
                end.completeExceptionally(error);
            }
        });
        Correction correction = end.orTimeout(60, TimeUnit.SECONDS).join();
        return new Outcome(correction, streamed.toString());
    }

    private static CorrectionRequest request(String answer, @Nullable String instruction, Sampling sampling) {
        return new CorrectionRequest(Question.of("Is it?"), answer, instruction, 1.0, sampling, Duration.ofSeconds(60));
    }

    private static List<CorrectionRequest> requests() {
        List<CorrectionRequest> requests = new ArrayList<>();
        requests.add(request(ANSWER, null, Sampling.GREEDY));
        requests.add(request("  \u00c9t\u00e9 \uD83D\uDE00 <s> </s>\n", null, Sampling.GREEDY));
        requests.add(request(" ", null, Sampling.GREEDY));
        requests.add(request(ANSWER.repeat(20), null, new Sampling(1.2, 0, 1, 1, 0, 5L, null, STOPS)));
        for (long seed = 0; seed < 60; seed++) {
            requests.add(request(ANSWER, null, new Sampling(1.5, 0, 1, 1, 0, seed, null, STOPS)));
            requests.add(request(ANSWER, null, new Sampling(0.9, 40, 0.9, 1.2, 0.3, seed, 12, List.of())));
        }
        return requests;
    }

    private static void assertSame(Outcome there, Outcome here) {
        Correction expected = here.correction();
        Correction found = there.correction();
        assertThat(found.text()).isEqualTo(expected.text()).isEqualTo(there.streamed());
        assertThat(found.action()).isEqualTo(expected.action());
        assertThat(found.reason()).isEqualTo(expected.reason());
        assertThat(found.edits()).isEqualTo(expected.edits());
        assertThat(found.finishReason()).isEqualTo(expected.finishReason());
        assertThat(found.model()).isEqualTo(expected.model());
        assertThat(found.usage().promptTokens()).isEqualTo(expected.usage().promptTokens());
        if (expected.finishReason() != FinishReason.STOP_SEQUENCE) {
            assertThat(found.usage().completionTokens())
                    .isEqualTo(expected.usage().completionTokens());
        }
        if (expected.margin() == null) {
            assertThat(found.margin()).isNull();
        } else {
            assertThat(Objects.requireNonNull(found.margin())).isCloseTo(expected.margin(), within(1e-3));
        }
    }

    @Test
    void aRemoteModelCorrectsAsALocalOne() {
        Corrector here = local();
        try (Corrector there = remote("aligner", "tokens")) {
            assertThat(there.card().device()).startsWith("http://127.0.0.1:");
            assertThat(there.card().contextTokens()).isEqualTo(here.card().contextTokens());
            List<Action> actions = new ArrayList<>();
            boolean weighed = false;
            for (CorrectionRequest request : requests()) {
                Outcome outcome = correct(there, request);
                assertSame(outcome, correct(here, request));
                actions.add(outcome.correction().action());
                weighed |= outcome.correction().margin() != null;
            }
            assertThat(actions).contains(Action.CORRECTED, Action.BYPASSED);
            assertThat(weighed).isTrue();
            assertThat(there.load().running()).isZero();
        }
    }

    @Test
    void aServerThatIsAskedAsVllmGivesTheSame() {
        Corrector here = local();
        try (Corrector there = remote("vllm", "tokens")) {
            for (CorrectionRequest request : requests().subList(0, 30)) {
                assertSame(correct(there, request), correct(here, request));
            }
        }
    }

    @Test
    void promptsAsTextAreReadAsTheSameTokens() {
        Corrector here = local();
        try (Corrector there = remote("vllm", "text")) {
            Correction found = correct(there, requests().get(0)).correction();
            assertThat(found.usage().promptTokens())
                    .isEqualTo(correct(here, requests().get(0))
                            .correction()
                            .usage()
                            .promptTokens());
        }
    }

    @TestFactory
    Stream<DynamicContainer> aRemoteCorrectorKeepsTheLawsOfEveryOther() {
        return CONTRACTS.stream()
                .map(dialect -> CorrectorContract.of(dialect.toString(), new CorrectorUnderTest() {
                    @Override
                    public boolean weighs() {
                        return dialect.weighs();
                    }

                    @Override
                    public boolean samplesAll() {
                        return dialect.samplesAll();
                    }

                    @Override
                    public Corrector open(String settings, LongAnswer longAnswer) throws IOException {
                        Map<String, Object> values = values(copyFixture("elsewhere", "", settings), longAnswer);
                        // the server computes
                        values.remove("aligner.model.precision");
                        values.put("aligner.model.remote.url", url(dialect));
                        values.put("aligner.model.remote.server", dialect.server());
                        values.put("aligner.model.remote.prompts", dialect.prompts());
                        values.put("aligner.model.remote.margin", dialect.weighs() ? "weigh" : "none");
                        // waits for the service's own
                        assertThat(local().healthy()).isTrue();
                        return load(values);
                    }

                    @Override
                    public Corrector plain(String settings, LongAnswer longAnswer) throws IOException {
                        Map<String, Object> values = values(copyFixture("here", ".safetensors", settings), longAnswer);
                        values.put("aligner.engine.drafts", "false");
                        return load(values);
                    }
                }));
    }

    private String url(Dialect dialect) {
        if (!dialect.server().equals("llama-cpp")) {
            return "http://127.0.0.1:" + port + "/engine/v1";
        }
        if (llamaCpp == null) {
            llamaCpp = new LlamaCppServer(port);
        }
        return llamaCpp.url();
    }

    @AfterAll
    static void close() {
        if (llamaCpp != null) {
            llamaCpp.close();
        }
    }

    /** The table of servers in docs/models.md has what the contract runs over, and what it does not. */
    @Test
    void theContractIsDocumented() throws IOException {
        String document = Files.readString(Path.of("../docs/models.md"));
        for (Dialect dialect : CONTRACTS) {
            assertThat(document).contains("| `" + dialect.server() + "` | " + dialect.prompts() + " | yes |");
        }
        assertThat(document).contains("| `vllm` (vLLM itself) | tokens | \u2013 |");
    }

    /** Of a corrector that the contract asks for. */
    private static Map<String, Object> values(Path model, LongAnswer longAnswer) {
        CorrectionPolicy policy = CorrectorContract.policy(longAnswer);
        Map<String, Object> values = new HashMap<>();
        values.put("aligner.model.path", model.toString());
        values.put("aligner.model.precision", "float32");
        values.put("aligner.engine.context-tokens", "256");
        values.put("aligner.engine.slots", "3");
        values.put("aligner.policy.long-answer", longAnswer);
        values.put("aligner.policy.max-growth", policy.maxGrowth());
        values.put("aligner.policy.growth-tokens", policy.growthTokens());
        values.put("aligner.instructions.max-length", CorrectorContract.MAX_INSTRUCTION);
        CorrectorContract.INSTRUCTIONS.forEach((name, text) -> values.put("aligner.instructions.named." + name, text));
        return values;
    }
}
