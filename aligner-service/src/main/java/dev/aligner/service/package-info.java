/** Placeholder. */
@NullMarked
package dev.aligner.service;

import org.jspecify.annotations.NullMarked;
