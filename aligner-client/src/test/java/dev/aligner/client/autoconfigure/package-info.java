@NullMarked
package dev.aligner.client.autoconfigure;

import org.jspecify.annotations.NullMarked;
