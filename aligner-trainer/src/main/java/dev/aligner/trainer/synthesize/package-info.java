/**
 * Makes rows: small edits put into good texts with the text itself as the correction, personal data of many countries,
 * refusals, and many texts to leave alone. All of it from word lists and grammars in the resources, from a seed.
 */
@NullMarked
package dev.aligner.trainer.synthesize;

import org.jspecify.annotations.NullMarked;
