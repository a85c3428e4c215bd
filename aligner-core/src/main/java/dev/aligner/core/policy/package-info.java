/** Policies: what happens with answers that do not fit, outputs that are unusable, and instructions from outside. */
@NullMarked
package dev.aligner.core.policy;

import org.jspecify.annotations.NullMarked;
