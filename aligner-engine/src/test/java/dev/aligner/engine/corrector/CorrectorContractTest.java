package dev.aligner.engine.corrector;

import dev.aligner.core.Corrector;
import dev.aligner.core.policy.CorrectionPolicy.LongAnswer;
import dev.aligner.engine.EngineLimits;
import dev.aligner.engine.contract.CorrectorContract;
import dev.aligner.engine.contract.CorrectorUnderTest;
import dev.aligner.engine.corrector.CorrectorOptions.Adapter;
import dev.aligner.engine.corrector.CorrectorOptions.Instructions;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.weights.TinyFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** A correction by any family, from any format, in any precision is the same object with the same laws. */
class CorrectorContractTest {
    private static final int CONTEXT_TOKENS = 256;
    private static final EngineLimits ONE_BY_ONE = new EngineLimits(32, 4, 1, 3, Duration.ofSeconds(10));

    @TempDir
    private Path folder;

    /** A model's files in a folder of their own, the same at each call. */
    private interface Placing {
        Path in(Path folder) throws IOException;
    }

    @TestFactory
    Stream<DynamicContainer> everyFixtureInEveryPrecision() {
        return Fixture.all()
                .flatMap(fixture -> Fixture.PRECISIONS.stream()
                        .map(precision -> CorrectorContract.of(
                                fixture.name() + " " + precision.wireName(),
                                new Alone(
                                        folder.resolve(fixture.name()),
                                        fixture::roomyIn,
                                        precision,
                                        fixture.isDecoder()))));
    }

    /** float16 takes the way of bfloat16, whatever the file: one model of each family is enough. */
    @TestFactory
    Stream<DynamicContainer> everyDecoderFamilyInFloat16() {
        Set<String> families = new HashSet<>();
        return Fixture.all()
                .filter(fixture -> fixture.isDecoder()
                        && fixture.stored().format().equals("safetensors")
                        && families.add(fixture.config().family()))
                .map(fixture -> CorrectorContract.of(
                        fixture.name() + " float16",
                        new Alone(folder.resolve(fixture.name()), fixture::roomyIn, Precision.FLOAT16, true)));
    }

    /** With a vocabulary of pieces, and once more with its weights in shards. */
    @TestFactory
    Stream<DynamicContainer> piecesAndShards() {
        return Stream.of("pieces", "shards")
                .map(name -> CorrectorContract.of(
                        name,
                        new Alone(
                                folder.resolve(name),
                                model -> TinyFolders.pieces(model, CONTEXT_TOKENS, name.equals("shards")),
                                Precision.FLOAT32,
                                true)));
    }

    /** The base is another corrector, which nobody asks. */
    @TestFactory
    Stream<DynamicContainer> adaptersBesideTheirBase() {
        return Fixture.adapters()
                .map(adapter -> CorrectorContract.of(
                        String.valueOf(adapter.getFileName()), new Beside(folder.resolve("beside"), adapter)));
    }

    private static CorrectorOptions options(
            Path model,
            Precision precision,
            EngineLimits limits,
            LongAnswer longAnswer,
            boolean drafts,
            Map<String, Path> beside) {
        return new CorrectorOptions(
                model,
                new Adapter.None(),
                null,
                precision,
                1,
                3,
                CONTEXT_TOKENS,
                limits,
                CorrectorContract.policy(longAnswer),
                drafts,
                new Instructions(false, CorrectorContract.MAX_INSTRUCTION, CorrectorContract.INSTRUCTIONS),
                beside);
    }

    /** A model by itself. */
    private record Alone(Path model, Placing files, Precision precision, boolean decoder)
            implements CorrectorUnderTest {
        @Override
        public Corrector open(String settings, LongAnswer longAnswer) throws IOException {
            // of a T5 in a smaller precision the loader itself leaves them out
            return load(settings, longAnswer, true, EngineLimits.DEFAULT);
        }

        @Override
        public Corrector plain(String settings, LongAnswer longAnswer) throws IOException {
            // int8 reads what the answer has and writes what it has not, so it must know it; with steps of one token
            // nothing is tried ahead
            boolean known = precision == Precision.INT8 && decoder;
            return load(settings, longAnswer, known, known ? ONE_BY_ONE : EngineLimits.DEFAULT);
        }

        private Corrector load(String settings, LongAnswer longAnswer, boolean drafts, EngineLimits limits)
                throws IOException {
            Files.createDirectories(model);
            files.in(model);
            Files.writeString(model.resolve(CorrectorSettings.FILE), settings);
            return ModelCorrector.load(options(model, precision, limits, longAnswer, drafts, Map.of()));
        }
    }

    /** An adapter over a base that others share. */
    private record Beside(Path folder, Path adapter) implements CorrectorUnderTest {
        @Override
        public Corrector open(String settings, LongAnswer longAnswer) throws IOException {
            return load(settings, longAnswer, true);
        }

        @Override
        public Corrector plain(String settings, LongAnswer longAnswer) throws IOException {
            return load(settings, longAnswer, false);
        }

        private Corrector load(String settings, LongAnswer longAnswer, boolean drafts) throws IOException {
            Fixture base = Fixture.baseOf(adapter);
            Path model = base.roomyIn(folder.resolve(base.name()));
            Files.writeString(model.resolve(CorrectorSettings.FILE), "{\"id\": \"base\", \"template\": \"t3\"}");
            Path side = Fixture.copied(adapter, folder.resolve(String.valueOf(adapter.getFileName())));
            Files.writeString(side.resolve(CorrectorSettings.FILE), settings);
            return new NamedCorrector(
                    SharedCorrectors.load(options(
                            model, Precision.FLOAT32, EngineLimits.DEFAULT, longAnswer, drafts, Map.of("tiny", side))),
                    "tiny");
        }
    }
}
