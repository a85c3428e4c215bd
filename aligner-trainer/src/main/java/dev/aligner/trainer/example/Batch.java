package dev.aligner.trainer.example;

import java.util.List;

/**
 * What is learned in one pass.
 *
 * @param position of this batch in the training
 * @param next position of the batch after it
 * @param units at least one
 */
public record Batch<T>(Position position, Position next, List<T> units) {

    /** A place in the training: the epoch, from 0, and the batch in it, from 0. */
    public record Position(int epoch, int batch) {
        public static final Position START = new Position(0, 0);
    }
}
