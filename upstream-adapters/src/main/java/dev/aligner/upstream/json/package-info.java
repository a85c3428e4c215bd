@NullMarked
package dev.aligner.upstream.json;

import org.jspecify.annotations.NullMarked;
