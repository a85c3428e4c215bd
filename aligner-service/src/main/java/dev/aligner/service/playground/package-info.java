/** The page on which people try the corrector, and what it alone asks for. */
@NullMarked
package dev.aligner.service.playground;

import org.jspecify.annotations.NullMarked;
