@NullMarked
package dev.aligner.client;

import org.jspecify.annotations.NullMarked;
