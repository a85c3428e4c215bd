/**
 * The training run: rows in an order that the seed decides, steps, checkpoints, metrics, and what is left at the end.
 * {@link dev.aligner.trainer.train.TrainCommand} and {@link dev.aligner.trainer.train.ResumeCommand} are its ways in.
 */
@NullMarked
package dev.aligner.trainer.train;

import org.jspecify.annotations.NullMarked;
