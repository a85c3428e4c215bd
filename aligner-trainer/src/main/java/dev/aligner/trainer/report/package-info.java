/** Reports: pictures of numbers, tables, and pages that hold both and need nothing else. Knows nothing of what it shows. */
@NullMarked
package dev.aligner.trainer.report;

import org.jspecify.annotations.NullMarked;
