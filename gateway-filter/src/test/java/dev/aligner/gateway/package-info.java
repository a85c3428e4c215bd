@NullMarked
package dev.aligner.gateway;

import org.jspecify.annotations.NullMarked;
