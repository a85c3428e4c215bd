@NullMarked
package dev.aligner.upstream.rewrite;

import org.jspecify.annotations.NullMarked;
