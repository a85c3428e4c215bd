/** What the operator sees: load, counts and the last corrections, without any text: {@code GET /admin/…}. */
@NullMarked
package dev.aligner.service.operator;

import org.jspecify.annotations.NullMarked;
