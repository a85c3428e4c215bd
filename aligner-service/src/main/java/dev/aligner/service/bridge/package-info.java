/** From the corrector's listener to Reactor: demand, cancellation, deadline. */
@NullMarked
package dev.aligner.service.bridge;

import org.jspecify.annotations.NullMarked;
