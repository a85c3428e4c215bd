/** The command line: corrections and a look at models, without a server. */
@NullMarked
package dev.aligner.service.cli;

import org.jspecify.annotations.NullMarked;
