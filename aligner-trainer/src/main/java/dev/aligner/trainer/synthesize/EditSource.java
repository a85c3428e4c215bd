package dev.aligner.trainer.synthesize;

import dev.aligner.trainer.data.CorrectionRow;
import java.util.random.RandomGenerator;

/** One kind of synthetic row; asked again for each row, it may repeat itself. */
interface EditSource {
    CorrectionRow next(RandomGenerator random);
}
