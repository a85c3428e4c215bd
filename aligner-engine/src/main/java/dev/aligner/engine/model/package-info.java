/** The model behind the scheduler: what a step asks of it and what it gives back. Knows neither TorchScript nor threads. */
@NullMarked
package dev.aligner.engine.model;

import org.jspecify.annotations.NullMarked;
