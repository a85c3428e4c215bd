/** The documentation: its links, its pictures, and every block of it, run or accounted for. */
@NullMarked
package dev.aligner.docs;

import org.jspecify.annotations.NullMarked;
