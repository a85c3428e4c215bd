/** Spring AI: {@link dev.aligner.springai.AlignerAdvisor}. */
@NullMarked
package dev.aligner.springai;

import org.jspecify.annotations.NullMarked;
