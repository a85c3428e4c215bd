/** Changing what the service does while it serves. */
@NullMarked
package dev.aligner.service.admin;

import org.jspecify.annotations.NullMarked;
