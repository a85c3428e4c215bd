/** What a tokenizer promises, checked against Hugging Face's own. */
@NullMarked
package dev.aligner.engine.tokenize;

import org.jspecify.annotations.NullMarked;
