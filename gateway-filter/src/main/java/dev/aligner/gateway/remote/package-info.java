/** A corrector that runs in an Aligner service. */
@NullMarked
package dev.aligner.gateway.remote;

import org.jspecify.annotations.NullMarked;
