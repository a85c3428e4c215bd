/**
 * Fleets of correctors in simulated time: the engine's own scheduler and drafts, requests as they came or as a mix makes
 * them, and steps that cost what was measured. Predicts what this machine cannot show.
 */
@NullMarked
package dev.aligner.scaling;

import org.jspecify.annotations.NullMarked;
