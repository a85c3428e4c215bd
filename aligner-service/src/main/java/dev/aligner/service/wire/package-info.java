/** The JSON of corrections, strict on the way in and stable on the way out; HTTP, batch and command line share it. */
@NullMarked
package dev.aligner.service.wire;

import org.jspecify.annotations.NullMarked;
