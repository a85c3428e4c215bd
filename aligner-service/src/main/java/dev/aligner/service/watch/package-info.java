/** Files that change while the service runs. */
@NullMarked
package dev.aligner.service.watch;

import org.jspecify.annotations.NullMarked;
