package dev.aligner.service.engine;

import dev.aligner.engine.Generation;

/** What is heard of a completion, in order: any number of texts and an end. */
sealed interface Completion {
    record Text(String delta) implements Completion {}

    record End(Generation generation) implements Completion {}
}
