@NullMarked
package dev.aligner.sample;

import org.jspecify.annotations.NullMarked;
