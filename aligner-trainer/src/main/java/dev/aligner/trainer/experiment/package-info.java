/**
 * The papers' claims about training, tried on models so small that each experiment runs in minutes on a processor. Each
 * has its falsifier: what would refute the claim is fixed in code, and the program says which it was.
 */
@NullMarked
package dev.aligner.trainer.experiment;

import org.jspecify.annotations.NullMarked;
