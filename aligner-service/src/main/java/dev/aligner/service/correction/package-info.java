/** {@code POST /v1/corrections}: one answer, as JSON or as a stream of events. */
@NullMarked
package dev.aligner.service.correction;

import org.jspecify.annotations.NullMarked;
