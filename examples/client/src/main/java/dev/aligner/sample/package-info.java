/** What docs/client.md shows, as programs. */
@NullMarked
package dev.aligner.sample;

import org.jspecify.annotations.NullMarked;
