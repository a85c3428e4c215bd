/** Continuous batching, pure: no threads, no clock, no model. One writer steps it by hand. */
@NullMarked
package dev.aligner.engine.schedule;

import org.jspecify.annotations.NullMarked;
