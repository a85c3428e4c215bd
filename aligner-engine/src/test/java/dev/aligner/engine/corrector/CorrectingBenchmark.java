package dev.aligner.engine.corrector;

import dev.aligner.core.AlignerException;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.CorrectionSession;
import dev.aligner.core.Question;
import dev.aligner.core.Sampling;
import dev.aligner.core.policy.CorrectionPolicy;
import dev.aligner.core.policy.Restraint;
import dev.aligner.core.template.PromptInput;
import dev.aligner.engine.EngineLimits;
import dev.aligner.engine.Generation;
import dev.aligner.engine.GenerationListener;
import dev.aligner.engine.model.Precision;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * One half of {@code benchmarks/correcting/compare.sh}: keeps one corrector loaded and answers each JSON line on standard
 * input by one. Arguments: model, precision, slots, context tokens, threads, whether drafts are made, and whether the
 * model's margin and the default policy apply; without them what the model writes is delivered, as by the peers.
 */
final class CorrectingBenchmark {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final JsonMapper JSON = new JsonMapper();

    /** What is corrected. */
    record Item(String question, String answer, @Nullable String instruction) {
        CorrectionRequest request() {
            return new CorrectionRequest(Question.of(question), answer, instruction, null, Sampling.GREEDY, PATIENCE);
        }
    }

    /**
     * @param action {@code describe}, {@code correct} (all at once), {@code overlap} (the answer comes at {@code rate}
     *     tokens a second and is read meanwhile), {@code prefill} (prompt and answer are read, one token is written) or
     *     {@code text} (of {@code ids})
     */
    record Command(
            String action,
            @Nullable List<Item> requests,
            @Nullable Double rate,
            int @Nullable [] ids) {
        List<Item> items() {
            return requests == null ? List.of() : requests;
        }
    }

    /**
     * @param limit most tokens that the policy lets a correction have
     * @param end the token that ends it
     */
    record Described(int[] prompt, int answerTokens, int limit, int end) {}

    private final ModelCorrector corrector;

    private CorrectingBenchmark(ModelCorrector corrector) {
        this.corrector = corrector;
    }

    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        // what is logged is no answer
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Path model = Path.of(arguments[0]);
        boolean served = Boolean.parseBoolean(arguments[6]);
        CorrectorSettings settings = CorrectorSettings.beside(model);
        try (ModelCorrector corrector = CorrectorLoader.load(
                        options(arguments, served), served ? settings : settings.withoutMargin())
                .corrector()) {
            corrector.warmUp();
            CorrectingBenchmark benchmark = new CorrectingBenchmark(corrector);
            out.println("ready");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.println(JSON.writeValueAsString(benchmark.answer(JSON.readValue(line, Command.class))));
            }
        }
    }

    private static CorrectorOptions options(String[] arguments, boolean served) {
        CorrectionPolicy standard = CorrectionPolicy.DEFAULT;
        CorrectionPolicy lenient = new CorrectionPolicy(
                standard.longAnswer(),
                standard.degenerateOutput(),
                standard.streaming(),
                standard.maxGrowth(),
                standard.growthTokens(),
                new Restraint(Integer.MAX_VALUE));
        return new CorrectorOptions(
                Path.of(arguments[0]),
                new CorrectorOptions.Adapter.OfModel(),
                null,
                Precision.valueOf(arguments[1].toUpperCase(Locale.ROOT)),
                Integer.parseInt(arguments[4]),
                Integer.parseInt(arguments[2]),
                Integer.parseInt(arguments[3]),
                EngineLimits.DEFAULT,
                served ? standard : lenient,
                Boolean.parseBoolean(arguments[5]),
                new CorrectorOptions.Instructions(false, 500, Map.of()));
    }

    private Object answer(Command command) {
        return switch (command.action()) {
            case "describe" -> command.items().stream().map(this::described).toList();
            case "correct" -> corrected(command.items());
            case "overlap" -> List.of(overlapped(command.items().get(0), command.rate() == null ? 50 : command.rate()));
            case "prefill" -> Map.of("ms", prefillMs(command.items().get(0)));
            case "text" -> corrector.tokens().text(command.ids() == null ? new int[0] : command.ids());
            default ->
                throw new IllegalArgumentException(
                        "action: " + command.action() + " (expected: describe, correct, overlap, prefill or text)");
        };
    }

    private Described described(Item item) {
        CorrectorTokens tokens = corrector.tokens();
        int answer = tokens.data(item.answer().strip()).length;
        return new Described(prompt(item), answer, CorrectionPolicy.DEFAULT.maxOutputTokens(answer), tokens.endToken());
    }

    private int[] prompt(Item item) {
        return corrector
                .tokens()
                .prompt(new PromptInput(Question.of(item.question()), item.answer(), item.instruction()));
    }

    private List<TimedCorrection.Measured> corrected(List<Item> items) {
        List<TimedCorrection> started = items.stream()
                .map(item -> {
                    TimedCorrection timed = new TimedCorrection();
                    corrector.correct(item.request(), timed);
                    return timed;
                })
                .toList();
        return started.stream().map(TimedCorrection::measured).toList();
    }

    /** The time is that from the last word of the answer, when the session is finished. */
    private TimedCorrection.Measured overlapped(Item item, double rate) {
        CorrectionSession session = corrector.open(item.request().withAnswer(""));
        double due = System.nanoTime();
        for (String word : item.answer().split("(?<=\\s)(?=\\S)", -1)) {
            due += corrector.tokens().data(word).length / rate * 1e9;
            while (due - System.nanoTime() > 0) {
                LockSupport.parkNanos((long) (due - System.nanoTime()));
            }
            session.append(word);
        }
        TimedCorrection timed = new TimedCorrection();
        session.finish(timed);
        return timed.measured();
    }

    /** Of prompt and answer, as much as a correction reads that proves right at once. */
    private double prefillMs(Item item) {
        int[] prompt = prompt(item);
        int[] answer = corrector.tokens().data(item.answer().strip());
        int[] both =
                IntStream.concat(Arrays.stream(prompt), Arrays.stream(answer)).toArray();
        CompletableFuture<Generation> end = new CompletableFuture<>();
        long started = System.nanoTime();
        corrector.generate(both, Sampling.GREEDY, 1, List.of(), PATIENCE, new GenerationListener() {
            @Override
            public void text(String delta) {}

            @Override
            public void finished(Generation generation) {
                end.complete(generation);
            }

            @Override
            public void failed(AlignerException error) {
                end.completeExceptionally(error);
            }
        });
        end.join();
        return (System.nanoTime() - started) / 1e6;
    }
}
