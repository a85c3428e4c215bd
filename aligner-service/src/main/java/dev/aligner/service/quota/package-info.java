/** How much one caller may ask for. Depends on no framework: time comes in as a number. */
@NullMarked
package dev.aligner.service.quota;

import org.jspecify.annotations.NullMarked;
