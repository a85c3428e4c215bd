/** What is installed: the chart as Helm renders it, and the compose file. */
@NullMarked
package dev.aligner.deploy;

import org.jspecify.annotations.NullMarked;
