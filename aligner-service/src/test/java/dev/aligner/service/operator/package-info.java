@NullMarked
package dev.aligner.service.operator;

import org.jspecify.annotations.NullMarked;
