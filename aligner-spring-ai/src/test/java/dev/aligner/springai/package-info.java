@NullMarked
package dev.aligner.springai;

import org.jspecify.annotations.NullMarked;
