package dev.aligner.service.playground;

import org.springframework.http.MediaType;

/**
 * A file of the page, in memory.
 *
 * @param name below the page's directory, for example {@code diff/words.mjs}
 * @param tag its entity tag, quoted
 */
record PageFile(String name, MediaType type, byte[] bytes, String tag) {}
