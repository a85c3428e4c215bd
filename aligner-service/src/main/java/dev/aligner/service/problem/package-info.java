/** Every failure as an RFC 9457 problem, made in one place, with the request's id. */
@NullMarked
package dev.aligner.service.problem;

import org.jspecify.annotations.NullMarked;
