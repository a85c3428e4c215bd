package dev.aligner.service.batch;

import dev.aligner.service.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * What became of one line.
 *
 * @param line its number, from 1
 * @param problem why there is no correction, or null
 * @param json the line of output, without its end
 */
public record LineOutcome(long line, @Nullable Problem problem, byte[] json) {}
