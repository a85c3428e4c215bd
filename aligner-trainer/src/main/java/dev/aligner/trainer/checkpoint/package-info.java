/** States of a run that it can go on from: on the disk whole or not at all. */
@NullMarked
package dev.aligner.trainer.checkpoint;

import org.jspecify.annotations.NullMarked;
