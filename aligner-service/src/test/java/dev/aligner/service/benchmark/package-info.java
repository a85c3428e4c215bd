/** The programs of {@code benchmarks/proxy/compare.sh}: an upstream, a load, and what they measured. */
@NullMarked
package dev.aligner.service.benchmark;

import org.jspecify.annotations.NullMarked;
