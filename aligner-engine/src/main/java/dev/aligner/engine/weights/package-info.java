/** Model files: safetensors and GGUF, read by offset from a memory map, checked before anything is believed. */
@NullMarked
package dev.aligner.engine.weights;

import org.jspecify.annotations.NullMarked;
