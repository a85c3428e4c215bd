/** The log of corrections: what was corrected by which model, as hashes, each record chained to the one before. */
@NullMarked
package dev.aligner.service.audit;

import org.jspecify.annotations.NullMarked;
