@NullMarked
package dev.aligner.remote;

import org.jspecify.annotations.NullMarked;
