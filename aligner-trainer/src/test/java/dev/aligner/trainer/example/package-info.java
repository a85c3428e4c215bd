@NullMarked
package dev.aligner.trainer.example;

import org.jspecify.annotations.NullMarked;
