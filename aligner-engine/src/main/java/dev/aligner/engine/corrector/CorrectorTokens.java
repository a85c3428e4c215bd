package dev.aligner.engine.corrector;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.policy.EdgeWhitespace;
import dev.aligner.core.template.PromptInput;
import dev.aligner.core.template.PromptPiece;
import dev.aligner.core.template.PromptTemplate;
import dev.aligner.engine.decode.OutputText;
import dev.aligner.engine.decode.TokenBytes;
import dev.aligner.engine.tokenize.JinjaChatFormat;
import dev.aligner.engine.tokenize.Tokenizer;
import dev.aligner.engine.tokenize.Tokenizers;
import dev.aligner.engine.weights.ModelConfig;
import dev.aligner.engine.weights.ModelFiles;
import dev.aligner.engine.weights.T5Config;
import dev.aligner.engine.weights.TokenizerFolder;
import dev.aligner.engine.weights.TokenizerSource;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a corrector's model reads and writes, in token ids: its template and its tokenizer, without its weights. Serving
 * and training make their prompts here, so that they are the same. Safe to use from any thread until it is closed.
 */
public final class CorrectorTokens implements AutoCloseable {
    private final Path path;
    private final TemplateChoice template;
    private final Tokenizer tokenizer;
    private final @Nullable JinjaChatFormat chat;
    private final OptionalInt endToken;
    private final OptionalInt promptEnd;
    private final int contextTokens;

    private CorrectorTokens(
            Path path,
            TemplateChoice template,
            Tokenizer tokenizer,
            @Nullable JinjaChatFormat chat,
            OptionalInt endToken,
            OptionalInt promptEnd,
            int contextTokens) {
        this.path = path;
        this.template = template;
        this.tokenizer = tokenizer;
        this.chat = chat;
        this.endToken = endToken;
        this.promptEnd = promptEnd;
        this.contextTokens = contextTokens;
    }

    /**
     * Those of the model at {@code path}, with the template that its {@code aligner.json} names.
     *
     * @throws AlignerException MODEL_FILE, saying what is wrong with which file
     */
    public static CorrectorTokens open(Path path) {
        return open(path, CorrectorSettings.beside(path));
    }

    /** As {@link #open(Path)}, with the template of another file of the form of {@code aligner.json}. */
    public static CorrectorTokens open(Path path, Path settings) {
        return open(path, CorrectorSettings.read(settings));
    }

    private static CorrectorTokens open(Path path, CorrectorSettings settings) {
        try (ModelFiles files = ModelFiles.open(path)) {
            return of(path, settings, files);
        }
    }

    /** Those of a model whose weights are elsewhere: where the path has a {@code tokenizer.json}, nothing else is needed. */
    static CorrectorTokens withoutWeights(Path path, CorrectorSettings settings) {
        if (!TokenizerFolder.isAt(path)) {
            return open(path, settings);
        }
        TokenizerFolder folder = TokenizerFolder.read(path);
        return of(path, settings, folder.tokenizer(), null, folder.endTokens(), folder.maxPositions());
    }

    static CorrectorTokens of(Path path, CorrectorSettings settings, ModelFiles files) {
        ModelConfig config = files.config();
        return of(path, settings, files.tokenizer(), config, config.endTokens(), config.maxPositions());
    }

    /** @param config null where the weights are elsewhere */
    private static CorrectorTokens of(
            Path path,
            CorrectorSettings settings,
            TokenizerSource source,
            @Nullable ModelConfig config,
            List<Integer> endTokens,
            int positions) {
        JinjaChatFormat chat = naming(path, () -> JinjaChatFormat.of(source)).orElse(null);
        Tokenizer tokenizer = naming(path, () -> Tokenizers.load(source));
        try {
            if (config != null) {
                checkRows(path, config, tokenizer);
            }
            TemplateChoice template = TemplateChoice.of(path, settings, config, source, tokenizer, chat);
            OptionalInt end = endToken(source, endTokens, tokenizer);
            // an encoder learned to read texts with their ends, whichever template they are in
            OptionalInt promptEnd = config instanceof T5Config ? end : OptionalInt.empty();
            return new CorrectorTokens(path, template, tokenizer, chat, end, promptEnd, positions);
        } catch (RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    /**
     * Rows beyond the tokenizer's tokens are common, for an embedding is made of a round size: should the model choose
     * one, it adds nothing to the text, as in transformers. Tokens beyond the rows are what a model cannot read. Only
     * control tokens may be, that no template of ours writes: Gemma 3 has one for images.
     */
    private static void checkRows(Path path, ModelConfig config, Tokenizer tokenizer) {
        if (tokenizer.lastTextToken() >= config.vocabulary()) {
            throw AlignerException.of(
                    ErrorCode.MODEL_FILE,
                    path + ": tokenizer: a text may become token " + tokenizer.lastTextToken() + " (expected: at most "
                            + (config.vocabulary() - 1) + ", the last row of the embedding)");
        }
    }

    /** A part of the model that does not know where it came from: its errors are told the path. */
    private static <T> T naming(Path path, Supplier<T> part) {
        try {
            return part.get();
        } catch (AlignerException e) {
            throw AlignerException.of(e.code(), path + ": " + e.getMessage(), e);
        }
    }

    /** Of the ids that end an output, the tokenizer's own: a chat model's is the one that ends its turns. */
    private static OptionalInt endToken(TokenizerSource source, List<Integer> endTokens, Tokenizer tokenizer) {
        int own;
        if (source instanceof TokenizerSource.Gguf gguf) {
            own = gguf.endToken();
        } else if (source instanceof TokenizerSource.SentencePiece pieces) {
            own = pieces.endToken();
        } else {
            String text = source.endText();
            own = text == null ? -1 : tokenizer.id(text);
        }
        return endTokens.contains(own)
                ? OptionalInt.of(own)
                : endTokens.stream().mapToInt(Integer::intValue).findFirst();
    }

    /**
     * The same with the template that other settings name, if they name one. The tokenizer is shared, and closed with the
     * first of those who share it.
     */
    CorrectorTokens with(CorrectorSettings other) {
        String named = other.template();
        if (named == null) {
            return this;
        }
        TemplateChoice choice =
                new TemplateChoice(other.template(path, named, chat), "named by its own " + CorrectorSettings.FILE);
        return new CorrectorTokens(path, choice, tokenizer, chat, endToken, promptEnd, contextTokens);
    }

    /** The template's name, for example {@code chat}. */
    public String templateId() {
        return template.template().id();
    }

    /** Why it is this template, for a person to read. */
    String templateReason() {
        return template.reason();
    }

    /** Positions that the model was trained for, prompt and correction together. */
    public int contextTokens() {
        return contextTokens;
    }

    /**
     * Ids of the prompt that asks for a correction. White space around the answer is no part of it, here as in serving,
     * where it is put back around the output.
     *
     * @throws AlignerException INVALID_FIELD where the template has no place for an instruction, or refuses the roles
     */
    public int[] prompt(PromptInput input) {
        PromptInput core = new PromptInput(
                input.question(), EdgeWhitespace.of(input.answer()).core(), input.instruction());
        int[] prompt = tokenizer.encode(
                template.template().render(core), template.template().addsBeginToken());
        // data is never a control token: one that is there was put there by the tokenizer or the template
        boolean open =
                promptEnd.isPresent() && (prompt.length == 0 || prompt[prompt.length - 1] != promptEnd.getAsInt());
        return open ? append(prompt, promptEnd.getAsInt()) : prompt;
    }

    private static int[] append(int[] tokens, int last) {
        int[] longer = Arrays.copyOf(tokens, tokens.length + 1);
        longer[tokens.length] = last;
        return longer;
    }

    /** Ids of a text as data, without an end. */
    public int[] data(String text) {
        return tokenizer.encode(List.of(PromptPiece.data(text)), false);
    }

    /**
     * Ids of a correction as the model should write it: its text without the white space around it, as data, and the
     * end token.
     *
     * @throws AlignerException MODEL_FILE where the model names no end token
     */
    public int[] target(String text) {
        return append(data(EdgeWhitespace.of(text).core()), endToken());
    }

    /** Ids with the end token behind them; none for a model that names no end token: its outputs end in some other way. */
    int[] ended(int[] ids) {
        return endToken.isPresent() ? append(ids, endToken()) : new int[0];
    }

    /** Ids of a text that somebody else has made into a prompt: what looks like a control token is one. */
    public int[] markup(String text) {
        return tokenizer.encode(List.of(PromptPiece.markup(text)), true);
    }

    /**
     * The text that {@link #markup} reads as these ids, for a server that takes a prompt as text; empty where there is none,
     * as for a prompt whose data looks like a control token.
     */
    public Optional<String> asMarkup(int[] prompt) {
        int[] begin = tokenizer.encode(List.of(), true);
        boolean begins =
                prompt.length >= begin.length && Arrays.equals(prompt, 0, begin.length, begin, 0, begin.length);
        String text = tokenizer.spelled(begins ? Arrays.copyOfRange(prompt, begin.length, prompt.length) : prompt);
        return Arrays.equals(markup(text), prompt) ? Optional.of(text) : Optional.empty();
    }

    /** What each token adds to a text. */
    public TokenBytes tokenBytes() {
        return tokenizer.tokenBytes();
    }

    /** The text of tokens as serving would deliver it; control tokens have none. */
    public String text(int[] tokens) {
        OutputText text = new OutputText(tokenizer.tokenBytes(), List.of());
        for (int token : tokens) {
            text.append(token);
        }
        text.finish();
        return text.text();
    }

    /** A text through the tokenizer and back, but for the white space around it: as the model would copy it. */
    String written(String text) {
        EdgeWhitespace edges = EdgeWhitespace.of(text);
        return edges.around(text(data(edges.core())));
    }

    /**
     * The id that ends a correction.
     *
     * @throws AlignerException MODEL_FILE where the model names none
     */
    public int endToken() {
        return endToken.orElseThrow(() ->
                AlignerException.of(ErrorCode.MODEL_FILE, path + ": no end token (expected: one that ends an output)"));
    }

    /** Whether texts have an end that can be scored. */
    boolean hasEnd() {
        return endToken.isPresent();
    }

    PromptTemplate template() {
        return template.template();
    }

    Tokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
