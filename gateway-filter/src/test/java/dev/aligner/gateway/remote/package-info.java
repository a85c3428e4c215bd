@NullMarked
package dev.aligner.gateway.remote;

import org.jspecify.annotations.NullMarked;
