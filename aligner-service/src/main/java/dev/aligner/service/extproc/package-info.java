/** The gRPC server for Envoy, where one is configured. */
@NullMarked
package dev.aligner.service.extproc;

import org.jspecify.annotations.NullMarked;
