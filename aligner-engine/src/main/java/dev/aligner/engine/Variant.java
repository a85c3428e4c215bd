package dev.aligner.engine;

import dev.aligner.engine.decode.MixedLogits;
import dev.aligner.engine.model.Conditioning;
import dev.aligner.engine.model.Logits;

/** Which of an engine's models computes a request: the one that was loaded, with something added to it, or two of these. */
public sealed interface Variant {
    /** The model as it was loaded. */
    Variant LOADED = new Single(Conditioning.NO_ADAPTER);

    /**
     * Between a reference and a corrector (DeRa, Liu et al. 2024): the reference itself at 0, the corrector itself at 1,
     * where the other is not computed.
     *
     * @param reference an adapter's number
     * @param corrector an adapter's number
     */
    static Variant between(int reference, int corrector, double strength) {
        if (strength == 0) {
            return new Single(reference);
        }
        return strength == 1 ? new Single(corrector) : new Mixed(reference, corrector, strength);
    }

    /** How far the states of all of them are moved along the control vectors. */
    double steering();

    /** The same, steered. */
    Variant steered(double by);

    /** The adapters, each of which takes a slot. */
    int[] adapters();

    /**
     * A request's rows of a step's logits, from its first row on.
     *
     * @param rows under each adapter
     * @param vocabulary columns
     */
    Logits rows(Logits step, int firstRow, int rows, int vocabulary);

    /** One model. */
    record Single(int adapter, double steering) implements Variant {
        /** Not steered. */
        public Single(int adapter) {
            this(adapter, 0);
        }

        @Override
        public Variant steered(double by) {
            return new Single(adapter, by);
        }

        @Override
        public int[] adapters() {
            return new int[] {adapter};
        }

        @Override
        public Logits rows(Logits step, int firstRow, int rows, int vocabulary) {
            return new LogitRows(step, firstRow, rows);
        }
    }

    /** Two, whose logits are mixed: reference + strength * (corrector - reference). */
    record Mixed(int reference, int corrector, double strength, double steering) implements Variant {
        /** Not steered. */
        public Mixed(int reference, int corrector, double strength) {
            this(reference, corrector, strength, 0);
        }

        @Override
        public Variant steered(double by) {
            return new Mixed(reference, corrector, strength, by);
        }

        @Override
        public int[] adapters() {
            return new int[] {reference, corrector};
        }

        @Override
        public Logits rows(Logits step, int firstRow, int rows, int vocabulary) {
            return new MixedLogits(
                    new LogitRows(step, firstRow, rows),
                    new LogitRows(step, firstRow + rows, rows),
                    strength,
                    vocabulary);
        }
    }
}
