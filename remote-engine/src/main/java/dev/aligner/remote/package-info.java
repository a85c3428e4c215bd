/**
 * A {@link dev.aligner.engine.TokenEngine} whose model is on a server that speaks OpenAI's completions. The way in is {@link
 * dev.aligner.remote.RemoteEngine#connect}.
 */
@NullMarked
package dev.aligner.remote;

import org.jspecify.annotations.NullMarked;
