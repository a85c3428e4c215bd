/** Who asks, what for, and how often: keys, tokens, certificates, scopes and limits, before anything else of a request. */
@NullMarked
package dev.aligner.service.access;

import org.jspecify.annotations.NullMarked;
