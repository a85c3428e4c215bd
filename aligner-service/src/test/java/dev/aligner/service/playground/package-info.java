@NullMarked
package dev.aligner.service.playground;

import org.jspecify.annotations.NullMarked;
