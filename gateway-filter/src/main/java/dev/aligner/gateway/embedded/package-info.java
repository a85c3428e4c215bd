/** A corrector whose model runs in the gateway itself. */
@NullMarked
package dev.aligner.gateway.embedded;

import org.jspecify.annotations.NullMarked;
