/** What an output will probably be, so that it can be verified instead of written token by token. Pure. */
@NullMarked
package dev.aligner.engine.draft;

import org.jspecify.annotations.NullMarked;
