/** From logits to tokens to text, pure: sampling, penalties, stops, and text that never shows half a character. */
@NullMarked
package dev.aligner.engine.decode;

import org.jspecify.annotations.NullMarked;
