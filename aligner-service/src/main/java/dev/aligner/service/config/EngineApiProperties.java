package dev.aligner.service.config;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The model itself over HTTP, in the form of OpenAI's completions: what the corrector of another process asks.
 *
 * @param enabled whether it is there; whoever reaches it may have anything written
 */
public record EngineApiProperties(@DefaultValue("false") boolean enabled) {
    /** What its paths begin with; nothing else begins so. */
    public static final String PATH = "/engine";
}
