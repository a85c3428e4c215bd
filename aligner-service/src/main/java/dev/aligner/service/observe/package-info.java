/** What an operator sees: metrics, traces, and the id of a request in the log. Names are closed sets, and content is in none. */
@NullMarked
package dev.aligner.service.observe;

import org.jspecify.annotations.NullMarked;
