/** LangChain4j: {@link dev.aligner.langchain4j.AlignerOutputGuardrail}. */
@NullMarked
package dev.aligner.langchain4j;

import org.jspecify.annotations.NullMarked;
