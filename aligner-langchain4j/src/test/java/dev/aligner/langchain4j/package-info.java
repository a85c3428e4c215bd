@NullMarked
package dev.aligner.langchain4j;

import org.jspecify.annotations.NullMarked;
