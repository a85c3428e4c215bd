package dev.aligner.docs;

/** What a page has in its order besides prose. */
sealed interface Item permits Block, Mark {}
