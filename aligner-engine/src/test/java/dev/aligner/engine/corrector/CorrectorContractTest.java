package dev.aligner.engine.corrector;

import dev.aligner.core.Corrector;
import dev.aligner.core.policy.CorrectionPolicy.LongAnswer;
import dev.aligner.engine.EngineLimits;
import dev.aligner.engine.contract.CorrectorContract;
import dev.aligner.engine.contract.CorrectorUnderTest;
import dev.aligner.engine.corrector.CorrectorOptions.Instructions;
import dev.aligner.engine.model.Precision;
import dev.aligner.engine.weights.DecoderConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

    @TestFactory
    Stream<DynamicContainer> everyFixtureInEveryPrecision() {
        return Fixture.all()
                .filter(fixture -> fixture.hasRoom() && fixture.speaks())
                .flatMap(fixture -> Fixture.PRECISIONS.stream()
                        .map(precision -> CorrectorContract.of(
                                fixture.name() + " " + precision.wireName(), subject(fixture, precision))));
    }

    private CorrectorUnderTest subject(Fixture fixture, Precision precision) {
        return new CorrectorUnderTest() {
            @Override
            public Corrector open(String settings, LongAnswer longAnswer) throws IOException {
                // found by this contract: the smaller precisions of a T5 round a draft's tokens otherwise than one by
                // one
                boolean drafts = precision == Precision.FLOAT32 || fixture.config() instanceof DecoderConfig;
                return load(settings, longAnswer, drafts, EngineLimits.DEFAULT);
            }

            @Override
            public Corrector plain(String settings, LongAnswer longAnswer) throws IOException {
                // int8 reads what the answer has and writes what it has not, so it must know it; with steps of one
                // token
                // nothing is tried ahead
                boolean known = precision == Precision.INT8 && fixture.config() instanceof DecoderConfig;
                return load(settings, longAnswer, known, known ? ONE_BY_ONE : EngineLimits.DEFAULT);
            }

            private Corrector load(String settings, LongAnswer longAnswer, boolean drafts, EngineLimits limits)
                    throws IOException {
                Path model = fixture.copiedTo(folder.resolve(fixture.name()));
                Files.writeString(model.resolve(CorrectorSettings.FILE), settings);
                return ModelCorrector.load(new CorrectorOptions(
                        model,
                        new CorrectorOptions.Adapter.None(),
                        null,
                        precision,
                        1,
                        3,
                        CONTEXT_TOKENS,
                        limits,
                        CorrectorContract.policy(longAnswer),
                        drafts,
                        new Instructions(false, CorrectorContract.MAX_INSTRUCTION, CorrectorContract.INSTRUCTIONS)));
            }
        };
    }
}
