@NullMarked
package dev.aligner.envoy;

import org.jspecify.annotations.NullMarked;
