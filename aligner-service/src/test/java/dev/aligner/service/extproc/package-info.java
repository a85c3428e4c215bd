@NullMarked
package dev.aligner.service.extproc;

import org.jspecify.annotations.NullMarked;
