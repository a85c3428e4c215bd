/** {@code /livez} and {@code /readyz}. */
@NullMarked
package dev.aligner.service.health;

import org.jspecify.annotations.NullMarked;
