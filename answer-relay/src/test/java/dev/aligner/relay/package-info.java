@NullMarked
package dev.aligner.relay;

import org.jspecify.annotations.NullMarked;
