/**
 * The application: {@link dev.aligner.service.AlignerApplication} starts the service or, with a sub-command, the command
 * line. Everything is programmed against {@link dev.aligner.core.Corrector}; only {@code dev.aligner.service.engine}
 * knows how one is made.
 */
@NullMarked
package dev.aligner.service;

import org.jspecify.annotations.NullMarked;
