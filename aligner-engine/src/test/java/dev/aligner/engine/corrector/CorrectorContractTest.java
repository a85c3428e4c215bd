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
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** A correction by any family, from any format, in any precision is the same object with the same laws. */
class CorrectorContractTest {
    private static final int CONTEXT_TOKENS = 256;

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
                return load(settings, longAnswer, drafts);
            }

            @Override
            public Corrector plain(String settings, LongAnswer longAnswer) throws IOException {
                return load(settings, longAnswer, false);
            }

            private Corrector load(String settings, LongAnswer longAnswer, boolean drafts) throws IOException {
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
                        EngineLimits.DEFAULT,
                        CorrectorContract.policy(longAnswer),
                        drafts,
                        new Instructions(false, CorrectorContract.MAX_INSTRUCTION, CorrectorContract.INSTRUCTIONS)));
            }
        };
    }
}
