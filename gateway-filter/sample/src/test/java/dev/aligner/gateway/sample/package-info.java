@NullMarked
package dev.aligner.gateway.sample;

import org.jspecify.annotations.NullMarked;
