/** The keys under {@code aligner}: typed, with defaults and ranges; an unknown key stops the start. */
@NullMarked
package dev.aligner.service.config;

import org.jspecify.annotations.NullMarked;
