package dev.aligner.trainer.pairs;

import dev.aligner.core.Message;
import dev.aligner.trainer.data.QuestionJson;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How a tool that fine-tunes reads a question and the answer to be learned: JSONL, an object a line. */
enum TargetLayout implements RowLayout {
    /**
     * {@code messages} of {@code role} and {@code content}, the target last: OpenAI's fine-tuning, TRL's conversational
     * language modelling (huggingface/trl, docs/source/dataset_formats.md), Axolotl's {@code chat_template} and, by
     * tags, LLaMA-Factory's sharegpt format.
     */
    MESSAGES("targets.messages.jsonl") {
        @Override
        public ObjectNode write(Outcome.Sampled sample, ObjectNode row) {
            ArrayNode turns = row.putArray("messages");
            QuestionJson.turns(sample.prompt().question().messages(), turns);
            turns.addObject()
                    .put("role", "assistant")
                    .put("content", sample.corrected().text());
            return row;
        }
    },
    /**
     * Alpaca's {@code instruction}, {@code input} and {@code output}, the earlier rounds in {@code history} (LLaMA-
     * Factory, data/README.md, Alpaca Format; Axolotl's {@code type: alpaca} reads the first three). A conversation
     * that does not alternate has no such form.
     */
    ALPACA("targets.alpaca.jsonl") {
        @Override
        public @Nullable ObjectNode write(Outcome.Sampled sample, ObjectNode row) {
            List<Message> turns = sample.prompt().question().messages();
            boolean system = turns.get(0).role() == Message.Role.SYSTEM;
            List<Message> rounds = turns.subList(system ? 1 : 0, turns.size() - 1);
            row.put("instruction", sample.prompt().question().lastTurn()).put("input", "");
            row.put("output", sample.corrected().text());
            row.put("system", system ? turns.get(0).content() : "");
            ArrayNode history = row.putArray("history");
            for (int i = 0; i < rounds.size(); i++) {
                if (rounds.get(i).role() != (i % 2 == 0 ? Message.Role.USER : Message.Role.ASSISTANT)) {
                    return null;
                }
                (i % 2 == 0 ? history.addArray() : (ArrayNode) history.get(i / 2))
                        .add(rounds.get(i).content());
            }
            return rounds.size() % 2 == 0 ? row : null;
        }
    };

    private final String file;

    TargetLayout(String file) {
        this.file = file;
    }

    @Override
    public String file() {
        return file;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
