/** Plugs for gateways of others: each speaks what its host speaks, and hands the host's answers to the corrector. */
@NullMarked
package dev.aligner.service.plug;

import org.jspecify.annotations.NullMarked;
