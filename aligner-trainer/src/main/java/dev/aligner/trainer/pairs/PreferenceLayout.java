package dev.aligner.trainer.pairs;

import dev.aligner.core.Message;
import dev.aligner.trainer.data.QuestionJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How tools that train on preferences read them: the correction is chosen, the answer rejected.
 */
enum PreferenceLayout implements RowLayout {
    /** Of this trainer: {@code question} or {@code messages}, {@code chosen} and {@code rejected} as texts. */
    OWN("pairs.jsonl") {
        @Override
        public ObjectNode write(Outcome.Sampled pair, ObjectNode row) {
            QuestionJson.write(pair.prompt().question(), row);
            return row.put("chosen", pair.corrected().text())
                    .put("rejected", pair.answer().text());
        }
    },
    /**
     * TRL, conversational with explicit prompt: three lists of {@code role} and {@code content}; the trainer applies
     * the model's chat template (huggingface/trl, docs/source/dataset_formats.md, Preference).
     */
    TRL("pairs.trl.jsonl") {
        @Override
        public ObjectNode write(Outcome.Sampled pair, ObjectNode row) {
            QuestionJson.turns(pair.prompt().question().messages(), row.putArray("prompt"));
            turn(row.putArray("chosen"), pair.corrected().text());
            turn(row.putArray("rejected"), pair.answer().text());
            return row;
        }

        private void turn(ArrayNode turns, String content) {
            turns.addObject().put("role", "assistant").put("content", content);
        }
    },
    /**
     * TRL, standard with explicit prompt: three texts that are joined as they are, without a chat template
     * (huggingface/trl, docs/source/dataset_formats.md, Preference). A conversation has no such form.
     */
    TRL_STANDARD("pairs.trl-standard.jsonl") {
        @Override
        public @Nullable ObjectNode write(Outcome.Sampled pair, ObjectNode row) {
            if (!pair.prompt().question().singleTurn()) {
                return null;
            }
            return row.put("prompt", pair.prompt().question().lastTurn())
                    .put("chosen", pair.corrected().text())
                    .put("rejected", pair.answer().text());
        }
    },
    /**
     * LLaMA-Factory's preferences in the sharegpt format: {@code conversations} of {@code from} and {@code value},
     * humans at odd and models at even places, a system turn in the column {@code system}; {@code chosen} and {@code
     * rejected} one such turn each (hiyouga/LLaMA-Factory, data/README.md, Sharegpt Format). A conversation that does
     * not alternate has no such form. Goes with {@link #DATASET_INFO}.
     */
    LLAMA_FACTORY("pairs.llama-factory.jsonl") {
        @Override
        public @Nullable ObjectNode write(Outcome.Sampled pair, ObjectNode row) {
            List<Message> turns = new ArrayList<>(pair.prompt().question().messages());
            boolean system = turns.get(0).role() == Message.Role.SYSTEM;
            String systemPrompt = system ? turns.remove(0).content() : "";
            ArrayNode conversations = row.putArray("conversations");
            for (int i = 0; i < turns.size(); i++) {
                Message turn = turns.get(i);
                if (turn.role() != (i % 2 == 0 ? Message.Role.USER : Message.Role.ASSISTANT)) {
                    return null;
                }
                turn(conversations.addObject(), i % 2 == 0 ? "human" : "gpt", turn.content());
            }
            // in every row: a column that only some have is lost or refused, depending on the loader
            row.put("system", systemPrompt);
            turn(row.putObject("chosen"), "gpt", pair.corrected().text());
            turn(row.putObject("rejected"), "gpt", pair.answer().text());
            return row;
        }

        private void turn(ObjectNode turn, String from, String value) {
            turn.put("from", from).put("value", value);
        }
    },
    /**
     * Axolotl's {@code rl: dpo} with {@code type: chat_template.default} and its default field names: {@code messages},
     * then {@code chosen} and {@code rejected} as one turn each (axolotl-ai-cloud/axolotl,
     * src/axolotl/prompt_strategies/dpo/chat_template.py). Goes with {@link #AXOLOTL_CONFIG}.
     */
    AXOLOTL("pairs.axolotl.jsonl") {
        @Override
        public ObjectNode write(Outcome.Sampled pair, ObjectNode row) {
            QuestionJson.turns(pair.prompt().question().messages(), row.putArray("messages"));
            row.putObject("chosen")
                    .put("role", "assistant")
                    .put("content", pair.corrected().text());
            row.putObject("rejected")
                    .put("role", "assistant")
                    .put("content", pair.answer().text());
            return row;
        }
    };

    /** LLaMA-Factory's description of {@link #LLAMA_FACTORY}'s file, for its {@code dataset_info.json}. */
    static final String DATASET_INFO = """
            {
              "aligner_pairs": {
                "file_name": "pairs.llama-factory.jsonl",
                "formatting": "sharegpt",
                "ranking": true,
                "columns": {
                  "messages": "conversations",
                  "system": "system",
                  "chosen": "chosen",
                  "rejected": "rejected"
                }
              }
            }
            """;

    /** The part of an Axolotl configuration that reads {@link #AXOLOTL}'s file. */
    static final String AXOLOTL_CONFIG = """
            rl: dpo
            datasets:
              - path: pairs.axolotl.jsonl
                ds_type: json
                split: train
                type: chat_template.default
                field_messages: messages
                field_chosen: chosen
                field_rejected: rejected
                message_property_mappings:
                  role: role
                  content: content
                roles:
                  system: [system]
                  user: [user]
                  assistant: [assistant]
            """;

    private final String file;

    PreferenceLayout(String file) {
        this.file = file;
    }

    @Override
    public String file() {
        return file;
    }

    /** As on the command line, for example {@code trl-standard}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
