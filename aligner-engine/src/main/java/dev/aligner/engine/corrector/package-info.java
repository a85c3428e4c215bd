/** The corrector: a template, a tokenizer, an engine and a policy make corrections. */
@NullMarked
package dev.aligner.engine.corrector;

import org.jspecify.annotations.NullMarked;
