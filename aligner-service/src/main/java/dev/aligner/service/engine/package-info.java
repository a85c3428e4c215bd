/** The one place that knows dev.aligner.engine: it composes the corrector that runs in this process. */
@NullMarked
package dev.aligner.service.engine;

import org.jspecify.annotations.NullMarked;
