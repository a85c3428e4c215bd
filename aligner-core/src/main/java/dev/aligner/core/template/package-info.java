/** Prompt templates: how question, answer and instruction become the text that a corrector was trained on. */
@NullMarked
package dev.aligner.core.template;

import org.jspecify.annotations.NullMarked;
