/** Other people's models: the OpenAI-compatible chat endpoint, asked patiently. */
@NullMarked
package dev.aligner.trainer.endpoint;

import org.jspecify.annotations.NullMarked;
