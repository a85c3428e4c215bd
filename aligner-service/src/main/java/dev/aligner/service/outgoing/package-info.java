/** The one place where clients are made that call others, and the rule which addresses they may call. */
@NullMarked
package dev.aligner.service.outgoing;

import org.jspecify.annotations.NullMarked;
