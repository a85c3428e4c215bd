/**
 * An upstream's answer on its way to a client, corrected as it passes. What the proxy, the gateway filter and the plugs
 * have in common: the wire's codec on one side, a corrector on the other, and nothing of a server.
 */
@NullMarked
package dev.aligner.relay;

import org.jspecify.annotations.NullMarked;
