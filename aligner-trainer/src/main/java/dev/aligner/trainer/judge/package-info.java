/** The papers' net win rate: another model says whether corrections are better than the answers they correct. */
@NullMarked
package dev.aligner.trainer.judge;

import org.jspecify.annotations.NullMarked;
