@NullMarked
package dev.aligner.gateway.embedded;

import org.jspecify.annotations.NullMarked;
