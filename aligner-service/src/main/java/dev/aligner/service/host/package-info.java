/** Owns the corrector: loads it beside the start of the server, drains it and closes it. */
@NullMarked
package dev.aligner.service.host;

import org.jspecify.annotations.NullMarked;
