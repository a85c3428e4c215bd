/** Configuration that changes while the service runs: a good file is taken over whole, a bad one not at all. */
@NullMarked
package dev.aligner.service.reload;

import org.jspecify.annotations.NullMarked;
