/**
 * A filter for Spring Cloud Gateway: {@code - Aligner} on a route corrects the answers that its upstream gives, whole or
 * streamed, with the policies of our own proxy.
 */
@NullMarked
package dev.aligner.gateway;

import org.jspecify.annotations.NullMarked;
