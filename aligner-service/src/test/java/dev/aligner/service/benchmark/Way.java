package dev.aligner.service.benchmark;

import java.util.Map;

/**
 * What a request asks of what stands in front of the upstream.
 *
 * @param json headers of requests for one body
 * @param stream headers of requests for a stream
 * @param action that an answer in one piece then says
 * @param mode that a stream then says
 */
record Way(String path, Map<String, String> json, Map<String, String> stream, String action, String mode) {
    private static final String CHAT = "/v1/chat/completions";

    /** Nothing. */
    static final Way PLAIN = new Way(CHAT, Map.of(), Map.of(), "", "");
    /** A path on which our proxy speaks no wire. */
    static final Way PASSED = new Way("/passed", Map.of(), Map.of(), "", "");

    static final Way OFF =
            new Way(CHAT, Map.of("x-aligner-strength", "0"), Map.of("x-aligner-stream-mode", "off"), "BYPASSED", "off");
    /** To be corrected where anything is wrong; nothing is. */
    static final Way CORRECTED = new Way(CHAT, Map.of(), Map.of(), "NONE", "window");

    Map<String, String> headers(Script script) {
        return script == Script.JSON ? json : stream;
    }

    /** Whether an answer says that it went this way. */
    boolean went(Script script, AnswerReader answer) {
        return script == Script.JSON
                ? answer.header("x-aligner-action").equals(action)
                : answer.header("x-aligner-stream-mode").equals(mode);
    }
}
