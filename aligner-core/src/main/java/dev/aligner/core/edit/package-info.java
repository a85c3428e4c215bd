/** Edits: the difference between an answer and its correction, word by word. */
@NullMarked
package dev.aligner.core.edit;

import org.jspecify.annotations.NullMarked;
