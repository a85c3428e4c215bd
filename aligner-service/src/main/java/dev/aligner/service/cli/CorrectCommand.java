package dev.aligner.service.cli;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Correction;
import dev.aligner.core.Corrector;
import dev.aligner.core.Evidence;
import dev.aligner.service.bridge.ReactiveCorrector;
import dev.aligner.service.config.AlignerProperties;
import dev.aligner.service.host.CorrectorLoader;
import dev.aligner.service.wire.CorrectionCall;
import dev.aligner.service.wire.CorrectionReader;
import dev.aligner.service.wire.CorrectionResult;
import dev.aligner.service.wire.Ids;
import dev.aligner.service.wire.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** {@code correct}: one answer from the arguments, or many from a file. */
@Command(
        name = "correct",
        description = "Corrects an answer, or a file of them.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything was corrected or found good",
            "1:the model could not be loaded, a file not read or written, or the correction failed",
            "2:the arguments or the input are wrong",
            "3:the run ended, but some of its lines failed"
        })
final class CorrectCommand implements Callable<Integer> {

    private final CorrectorLoader loader;
    private final Terminal terminal;

    @ArgGroup(multiplicity = "1")
    @Nullable
    Source source;

    @Option(names = "--model", paramLabel = "PATH", description = "Directory of the model's files.")
    @Nullable
    String model;

    CorrectCommand(CorrectorLoader loader, Terminal terminal) {
        this.loader = loader;
        this.terminal = terminal;
    }

    /** Either of two ways to say what to correct. */
    static final class Source {
        @ArgGroup(exclusive = false)
        @Nullable
        Single single;

        @ArgGroup(exclusive = false)
        @Nullable
        Many many;
    }

    /** One answer. */
    static final class Single {
        @Option(names = "--question", required = true, description = "What was asked.")
        String question = "";

        @Option(names = "--answer", required = true, description = "What was answered.")
        String answer = "";

        @Option(names = "--instruction", description = "What to change.")
        @Nullable
        String instruction;

        @Option(names = "--strength", description = "0 returns the original, 1 is the corrector as trained.")
        @Nullable
        Double strength;

        @Option(names = "--json", description = "Print the whole result, with its edits.")
        boolean json;
    }

    /** A file of answers, one JSON object a line, as in a batch over HTTP. */
    static final class Many {
        @Option(
                names = "--input",
                required = true,
                paramLabel = "FILE",
                description = "JSON lines; - for standard input.")
        String input = "";

        @Option(names = "--output", paramLabel = "FILE", description = "JSON lines; absent for standard output.")
        @Nullable
        Path output;
    }

    @Override
    public Integer call() throws IOException {
        AlignerProperties properties = StandaloneProperties.read(model);
        CorrectionReader reader = new CorrectionReader(properties.wireLimits());
        Single single = source == null ? null : source.single;
        Many many = source == null ? null : source.many;
        if (single != null) {
            CorrectionCall call = reader.readBody(StrictJson.parse(StrictJson.write(body(single))));
            return withCorrector(properties, corrector -> one(corrector, call, single.json));
        }
        if (many == null) {
            return CommandLine.ExitCode.USAGE;
        }
        try (InputStream in = many.input.equals("-") ? terminal.in() : Files.newInputStream(Path.of(many.input))) {
            return withCorrector(properties, corrector -> lines(corrector, reader, properties, in, many.output));
        }
    }

    /** By way of JSON: the arguments are checked by what checks a request. */
    private static Map<String, Object> body(Single single) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("question", single.question);
        body.put("answer", single.answer);
        if (single.instruction != null) {
            body.put("instruction", single.instruction);
        }
        if (single.strength != null) {
            body.put("strength", single.strength);
        }
        return body;
    }

    private int one(ReactiveCorrector corrector, CorrectionCall call, boolean json) {
        Correction correction = await(corrector.correct(call.request()));
        if (json) {
            String id = new Ids(InstantSource.system()).next("corr_");
            byte[] result = StrictJson.write(CorrectionResult.of(id, correction, Evidence.FULL));
            terminal.out().println(new String(result, StandardCharsets.UTF_8));
        } else {
            terminal.out().println(correction.text());
        }
        return CommandLine.ExitCode.OK;
    }

    private static Correction await(Mono<Correction> correction) {
        try {
            return correction.toFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof AlignerException known ? known : e;
        }
    }

    private int lines(
            ReactiveCorrector corrector,
            CorrectionReader reader,
            AlignerProperties properties,
            InputStream in,
            @Nullable Path output)
            throws IOException {
        if (output == null) {
            return new LineRun(corrector, reader, properties, terminal).run(in, terminal.outBytes());
        }
        try (OutputStream out = Files.newOutputStream(output)) {
            return new LineRun(corrector, reader, properties, terminal).run(in, out);
        }
    }

    /** Work that needs a corrector. */
    private interface Work {
        int with(ReactiveCorrector corrector) throws IOException;
    }

    private int withCorrector(AlignerProperties properties, Work work) throws IOException {
        Scheduler admission = Schedulers.newBoundedElastic(2, Integer.MAX_VALUE, "admission", 60, true);
        try (Corrector corrector = loader.load(properties)) {
            return work.with(new ReactiveCorrector(() -> corrector, admission, Schedulers.parallel()));
        } finally {
            admission.dispose();
        }
    }
}
