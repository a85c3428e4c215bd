package dev.aligner.service.config;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The page on which people try the corrector.
 *
 * @param enabled whether it is there, and what it alone asks for
 */
public record PlaygroundProperties(@DefaultValue("true") boolean enabled) {}
