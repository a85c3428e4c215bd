/** TLS of both sides, as bundles of Spring's have it. */
@NullMarked
package dev.aligner.service.tls;

import org.jspecify.annotations.NullMarked;
