/** {@code GET /v1/models}. */
@NullMarked
package dev.aligner.service.model;

import org.jspecify.annotations.NullMarked;
