@NullMarked
package dev.aligner.upstream;

import org.jspecify.annotations.NullMarked;
