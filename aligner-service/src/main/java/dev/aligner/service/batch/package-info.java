/** Many corrections, line by line: {@code POST /v1/corrections:batch} and the command line. */
@NullMarked
package dev.aligner.service.batch;

import org.jspecify.annotations.NullMarked;
