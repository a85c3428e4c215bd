/** The command line: corrections without a server. */
@NullMarked
package dev.aligner.service.cli;

import org.jspecify.annotations.NullMarked;
