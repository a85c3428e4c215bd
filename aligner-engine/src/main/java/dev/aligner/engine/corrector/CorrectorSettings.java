package dev.aligner.engine.corrector;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.aligner.core.AlignerException;
import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Strengths;
import dev.aligner.core.template.ChatFormat;
import dev.aligner.core.template.CorrectingChat;
import dev.aligner.core.template.InChat;
import dev.aligner.core.template.PromptTemplate;
import dev.aligner.core.template.Templates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code aligner.json} beside the weights: how this model corrects. Every field may be missing, and so may the file.
 *
 * @param id the model's name
 * @param template {@code chat}, or one of {@link Templates#ids()}; {@code NAME in chat} puts a text template into the
 *     model's chat format. Missing: see {@link TemplateChoice}
 * @param systemPrompt of {@code chat}
 * @param stop texts that end a correction
 * @param strength the strength of a request that names none; missing: 1
 * @param instructions named instructions, name to text
 * @param adapter folder with a LoRA adapter, relative to the model's; missing: none
 * @param margin what a change must be worth; missing: nothing, and none is computed
 * @param steering what a request may move the model's states along; missing: nothing
 * @param reference what strengths between 0 and 1 mix the corrector with; missing: nothing, and only those two are served
 */
record CorrectorSettings(
        @Nullable String id,
        @Nullable String template,
        @JsonProperty("system_prompt") @Nullable String systemPrompt,
        List<String> stop,
        @Nullable Double strength,
        Map<String, String> instructions,
        @Nullable String adapter,
        @Nullable Margin margin,
        @Nullable Reference reference,
        @Nullable Steering steering) {

    /** Without steering. */
    CorrectorSettings(
            @Nullable String id,
            @Nullable String template,
            @Nullable String systemPrompt,
            List<String> stop,
            @Nullable Double strength,
            Map<String, String> instructions,
            @Nullable String adapter,
            @Nullable Margin margin,
            @Nullable Reference reference) {
        this(id, template, systemPrompt, stop, strength, instructions, adapter, margin, reference, null);
    }

    /**
     * Control vectors over the model.
     *
     * @param file in safetensors, relative to this file's folder; see {@link
     *     dev.aligner.engine.weights.ControlVectors}
     * @param layers the first and the last of those that are steered, from 0
     * @param most the largest scale either way; null for 1
     */
    record Steering(
            String file, List<Integer> layers, @Nullable Double most) {
        Steering {
            if (file == null || layers == null || layers.size() != 2) {
                throw new IllegalArgumentException(
                        "steering: (expected: file, and layers of two numbers, the first and the last)");
            }
            layers = List.copyOf(layers);
            if (most != null && !(most > 0 && most <= CorrectionRequest.MAX_STEERING)) {
                throw new IllegalArgumentException("steering: most: " + most + " (expected: above 0, at most "
                        + CorrectionRequest.MAX_STEERING + ")");
            }
        }

        double mostOrOne() {
            return most == null ? 1 : most;
        }
    }

    static final String FILE = "aligner.json";
    private static final String IN_CHAT = " in chat";

    /**
     * By how much more probable, as a difference of log-probabilities, a correction must be than the unchanged text.
     *
     * @param plain where the request has no instruction; null for no condition
     * @param instructed where it has one; null for no condition
     */
    record Margin(@Nullable Double plain, @Nullable Double instructed) {
        Margin {
            check("plain", plain);
            check("instructed", instructed);
        }

        private static void check(String name, @Nullable Double least) {
            if (least != null && !Double.isFinite(least)) {
                throw new IllegalArgumentException("margin: " + name + ": " + least + " (expected: a finite number)");
            }
        }
    }

    /**
     * The other end of the strength dial (DeRa, Liu et al. 2024), over the same base.
     *
     * @param adapter folder with a LoRA adapter, relative to this file's; null for the base model without any
     * @param copies whether it was trained to repeat the answer: then strength 0 is the answer, and needs no model
     * @param most the largest strength; null for 1
     */
    record Reference(
            @Nullable String adapter,
            @Nullable Boolean copies,
            @Nullable Double most) {
        Reference {
            Strengths.upTo(most == null ? 1 : most);
        }

        Strengths strengths() {
            return Strengths.upTo(most == null ? 1 : most);
        }

        boolean isCopier() {
            return Boolean.TRUE.equals(copies);
        }
    }

    CorrectorSettings {
        stop = stop == null ? List.of() : List.copyOf(stop);
        if (stop.contains("")) {
            throw new IllegalArgumentException("stop: an empty text (expected: at least one character)");
        }
        instructions = instructions == null ? Map.of() : Map.copyOf(instructions);
    }

    /** Of a model that has no such file. */
    static final CorrectorSettings NONE =
            new CorrectorSettings(null, null, null, List.of(), null, Map.of(), null, null, null);

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Of the model at {@code path}, a file or a directory. */
    static CorrectorSettings beside(Path path) {
        Path file = directory(path).resolve(FILE);
        return Files.exists(file) ? read(file) : NONE;
    }

    static CorrectorSettings read(Path file) {
        try {
            return JSON.readValue(Files.readString(file), CorrectorSettings.class);
        } catch (UnrecognizedPropertyException e) {
            Set<Object> known = new TreeSet<>(e.getKnownPropertyIds());
            throw AlignerException.of(
                    ErrorCode.MODEL_FILE,
                    file + ": " + e.getPropertyName() + ": unknown field (known: "
                            + known.stream().map(String::valueOf).collect(Collectors.joining(", ")) + ")",
                    e);
        } catch (JacksonException e) {
            // the original message has no excerpt of the file
            throw AlignerException.of(
                    ErrorCode.MODEL_FILE,
                    file + ": line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ": " + e.getOriginalMessage(),
                    e);
        } catch (IOException e) {
            throw AlignerException.of(ErrorCode.MODEL_FILE, file + ": missing or unreadable (expected: UTF-8 text)", e);
        }
    }

    /** The folder of the adapter that these settings name for the model at {@code path}. */
    Optional<Path> adapterOf(Path path) {
        return Optional.ofNullable(adapter).map(directory(path)::resolve);
    }

    static Path directory(Path path) {
        Path directory = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
        return Objects.requireNonNull(directory, "a file has a directory");
    }

    /** The same with one margin for all. */
    CorrectorSettings withMargin(double least) {
        return new CorrectorSettings(
                id,
                template,
                systemPrompt,
                stop,
                strength,
                instructions,
                adapter,
                new Margin(least, least),
                reference,
                steering);
    }

    /** As an engine of so many slots can serve it: a strength between needs two, one for each model. */
    CorrectorSettings fitting(int slots) {
        return slots >= 2 || reference == null
                ? this
                : new CorrectorSettings(
                        id, template, systemPrompt, stop, strength, instructions, adapter, margin, null, steering);
    }

    /** The same with every strength that a request may name, where there is a reference. */
    CorrectorSettings withAllStrengths() {
        Reference wider = reference == null
                ? null
                : new Reference(reference.adapter(), reference.copies(), CorrectionRequest.MAX_STRENGTH);
        return new CorrectorSettings(
                id, template, systemPrompt, stop, strength, instructions, adapter, margin, wider, steering);
    }

    /** The same without a margin: every change is made, and none is weighed. */
    CorrectorSettings withoutMargin() {
        return new CorrectorSettings(
                id, template, systemPrompt, stop, strength, instructions, adapter, null, reference, steering);
    }

    /** What another adapter over the same base takes from it: what it was calibrated for is its own. */
    CorrectorSettings ofAnother(String other) {
        return new CorrectorSettings(other, template, systemPrompt, stop, null, instructions, null, null, null);
    }

    /** The same with these control vectors. */
    CorrectorSettings withSteering(Steering other) {
        return new CorrectorSettings(
                id, template, systemPrompt, stop, strength, instructions, adapter, margin, reference, other);
    }

    /** The largest steering either way; 0 where there is nothing to steer by. */
    double mostSteering() {
        return steering == null ? 0 : steering.mostOrOne();
    }

    Strengths strengths() {
        return reference == null ? Strengths.ENDS : reference.strengths();
    }

    /** The least margin of a correction, or null where there is no condition. */
    @Nullable
    Double leastMargin(boolean instructed) {
        if (margin == null) {
            return null;
        }
        return instructed ? margin.instructed() : margin.plain();
    }

    /** The template of this name, as these settings have it, for a model with this chat format or none. */
    PromptTemplate template(Path path, String name, @Nullable ChatFormat chat) {
        boolean inChat = name.endsWith(IN_CHAT);
        if ((name.equals("chat") || inChat) && chat == null) {
            throw AlignerException.of(
                    ErrorCode.MODEL_FILE, path + ": template: " + name + " (expected: a model with a chat template)");
        }
        if (name.equals("chat") && chat != null) {
            return new CorrectingChat(chat, systemPrompt == null ? CorrectingChat.DEFAULT_SYSTEM_PROMPT : systemPrompt);
        }
        PromptTemplate text = Templates.named(inChat ? name.substring(0, name.length() - IN_CHAT.length()) : name)
                .orElseThrow(() -> AlignerException.of(
                        ErrorCode.MODEL_FILE,
                        path + ": template: " + name + " (expected: chat, or one of "
                                + String.join(", ", new TreeSet<>(Templates.ids())) + ", with or without \"" + IN_CHAT
                                + "\")"));
        return inChat && chat != null ? new InChat(chat, text) : text;
    }
}
