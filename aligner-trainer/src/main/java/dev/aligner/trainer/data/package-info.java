/**
 * Rows of training data: reading ({@link dev.aligner.trainer.data.RowReader}), writing ({@link
 * dev.aligner.trainer.data.RowWriter}) and checking them. What a file's rows hold is a {@link
 * dev.aligner.trainer.data.RowFormat}; how the file is packed is seen from its first bytes.
 */
@NullMarked
package dev.aligner.trainer.data;

import org.jspecify.annotations.NullMarked;
