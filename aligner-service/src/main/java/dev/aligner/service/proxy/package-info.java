/** Requests to upstreams that pass through, and whose answers are corrected on their way back. */
@NullMarked
package dev.aligner.service.proxy;

import org.jspecify.annotations.NullMarked;
