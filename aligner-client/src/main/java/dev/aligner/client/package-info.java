/**
 * Asks an Aligner service for corrections. {@link dev.aligner.client.AlignerClient} takes what {@code dev.aligner.core}
 * calls a request and answers with what it calls a correction; {@link dev.aligner.client.ChatCorrections} is for what sits in
 * a chat library.
 */
@NullMarked
package dev.aligner.client;

import org.jspecify.annotations.NullMarked;
