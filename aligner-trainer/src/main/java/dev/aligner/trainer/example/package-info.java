/** Rows as tokens: the serving code's template and tokenizer, and batches of similar length. */
@NullMarked
package dev.aligner.trainer.example;

import org.jspecify.annotations.NullMarked;
