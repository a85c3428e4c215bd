/** Text to token ids and back: Hugging Face tokenizers, GGUF vocabularies, chat templates. */
@NullMarked
package dev.aligner.engine.tokenize;

import org.jspecify.annotations.NullMarked;
