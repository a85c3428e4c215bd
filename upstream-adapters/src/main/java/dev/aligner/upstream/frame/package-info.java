@NullMarked
package dev.aligner.upstream.frame;

import org.jspecify.annotations.NullMarked;
