/**
 * Load and faults. Starts the built service as a process of its own, does to it what production does, and counts: what was
 * promised, what was sent, what came back, what was lost. Nothing of the service is on its class path.
 */
@NullMarked
package dev.aligner.reliability;

import org.jspecify.annotations.NullMarked;
