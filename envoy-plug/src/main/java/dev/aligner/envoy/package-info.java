/**
 * Envoy's external processor (ext_proc): for each HTTP request Envoy opens a stream of messages, in which it tells of the
 * request and of its answer and asks what is to become of them. The question is kept from the request; the answer goes back
 * corrected, in one piece or as it comes.
 */
@NullMarked
package dev.aligner.envoy;

import org.jspecify.annotations.NullMarked;
