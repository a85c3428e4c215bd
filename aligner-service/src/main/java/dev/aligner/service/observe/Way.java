package dev.aligner.service.observe;

import dev.aligner.service.config.Plug;

/** The ways in that are no configured routes, as the label {@code route} names them. */
public final class Way {
    public static final String API = "api";
    public static final String BATCH = "batch";
    public static final String PLAYGROUND = "playground";
    public static final String EXT_PROC = "ext_proc";

    private Way() {}

    public static String of(Plug plug) {
        return "plug_" + plug.wireName();
    }
}
