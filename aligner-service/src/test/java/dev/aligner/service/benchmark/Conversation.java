package dev.aligner.service.benchmark;

import java.util.ArrayList;
import java.util.List;

/** What is asked and answered, on the wire of OpenAI's chat. There is nothing to correct in it. */
final class Conversation {
    private static final String QUESTION = "How do I keep bread fresh for longer?";
    private static final String TEXT = "Keep it in a bread box or a paper bag. Do not put it in the fridge. "
            + "Freeze what you will not eat in two days.";
    private static final String HEAD =
            "{\"id\":\"chatcmpl-9f2c51e07b\",\"object\":\"%s\",\"created\":1796000000,\"model\":\"mock-large-2026\",";

    private Conversation() {}

    static String request(boolean stream) {
        return "{\"model\":\"mock-large-2026\",\"stream\":" + stream + ",\"temperature\":0.7,\"messages\":["
                + "{\"role\":\"system\",\"content\":\"You are a helpful assistant. Answer in a few short sentences.\"},"
                + "{\"role\":\"user\",\"content\":\"" + QUESTION + "\"}]}";
    }

    static String answer() {
        return HEAD.formatted("chat.completion")
                + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"" + TEXT
                + "\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"stop\"}],"
                + "\"usage\":{\"prompt_tokens\":31,\"completion_tokens\":29,\"total_tokens\":60},"
                + "\"system_fingerprint\":\"fp_44709d6fcb\"}";
    }

    /** One for each word, and what ends them. */
    static List<String> events() {
        List<String> events = new ArrayList<>();
        for (String word : TEXT.split("(?<= )", -1)) {
            events.add(event("{\"content\":\"" + word + "\"}", "null"));
        }
        events.add(event("{}", "\"stop\""));
        events.add("data: [DONE]\n\n");
        return List.copyOf(events);
    }

    private static String event(String delta, String finish) {
        return "data: " + HEAD.formatted("chat.completion.chunk") + "\"choices\":[{\"index\":0,\"delta\":" + delta
                + ",\"logprobs\":null,\"finish_reason\":" + finish + "}]}\n\n";
    }
}
