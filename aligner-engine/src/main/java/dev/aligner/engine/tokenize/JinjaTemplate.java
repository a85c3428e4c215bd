package dev.aligner.engine.tokenize;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * A chat template's source and the rules under which it is rendered: those of Hugging Face ({@code trim_blocks}, {@code
 * lstrip_blocks}, {@code raise_exception}), within limits, without files or other templates. {@code strftime_now} is not
 * defined, so that templates which ask for it take their fixed date and a prompt does not change over night. Safe to
 * use from any thread.
 */
final class JinjaTemplate {
    private static final int MAX_CHARS = 1 << 20;
    private static final int MAX_ITEMS = 10_000;
    private static final int MAX_DEPTH = 20;

    /** Marks for training that render as their content; the engine does not know the tag. */
    private static final Pattern GENERATION = Pattern.compile("\\{%(-?)\\s*(?:end)?generation\\s*(-?)%}");

    /** Python's names of string methods, and Java's, which the engine calls. */
    private static final Map<String, String> METHODS = Map.of(
            ".startswith(", ".startsWith(",
            ".endswith(", ".endsWith(",
            ".lstrip()", ".stripLeading()",
            ".rstrip()", ".stripTrailing()");

    private static final Jinjava ENGINE = engine();

    private final String source;

    JinjaTemplate(String source) {
        String known = GENERATION.matcher(source).replaceAll("{%$1 if true $2%}{% endif %}");
        for (Map.Entry<String, String> method : METHODS.entrySet()) {
            known = known.replace(method.getKey(), method.getValue());
        }
        this.source = known;
    }

    private static Jinjava engine() {
        JinjavaConfig config = JinjavaConfig.newBuilder()
                .withCharset(StandardCharsets.UTF_8)
                .withLocale(Locale.ROOT)
                .withTimeZone(ZoneOffset.UTC)
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                // off, or braces in a rendered text would be run as code
                .withNestedInterpretationEnabled(false)
                .withLegacyOverrides(LegacyOverrides.newBuilder()
                        .withEvaluateMapKeys(true)
                        .withIterateOverMapKeys(true)
                        .withUseNaturalOperatorPrecedence(true)
                        .withParseWhitespaceControlStrictly(true)
                        .withAllowAdjacentTextNodes(true)
                        .withUseTrimmingForNotesAndExpressions(true)
                        .withKeepNullableLoopValues(true)
                        .build())
                .withDisabled(Map.of(Context.Library.TAG, Set.of("include", "import", "from", "extends")))
                .withMaxOutputSize(MAX_CHARS)
                .withMaxStringLength(MAX_CHARS)
                .withMaxListSize(MAX_ITEMS)
                .withMaxMapSize(MAX_ITEMS)
                .withRangeLimit(MAX_ITEMS)
                .withMaxRenderDepth(MAX_DEPTH)
                .withMaxMacroRecursionDepth(MAX_DEPTH)
                .build();
        Jinjava engine = new Jinjava(config);
        engine.setResourceLocator((name, charset, interpreter) -> {
            throw new IOException("chat templates read no other templates");
        });
        engine.registerFunction(
                new ELFunctionDefinition("", "raise_exception", JinjaTemplate.class, "refuse", String.class));
        // the engine's own use the machine's locale, in which i and I may have dots
        engine.registerFilter(new CaseFilter("upper", text -> text.toUpperCase(Locale.ROOT)));
        engine.registerFilter(new CaseFilter("lower", text -> text.toLowerCase(Locale.ROOT)));
        return engine;
    }

    /** The template's {@code raise_exception}; public because the engine calls it by reflection. */
    @SuppressWarnings("DoNotCallSuggester")
    public static String refuse(String message) {
        throw new Refusal(message);
    }

    /**
     * @throws Refusal if the template calls {@code raise_exception}
     * @throws AlignerException {@code MODEL_FILE} if the template cannot be rendered
     */
    String render(Map<String, Object> values) {
        RenderResult result = ENGINE.renderForResult(source, values);
        for (TemplateError error : result.getErrors()) {
            refusalIn(error.getException());
        }
        for (TemplateError error : result.getErrors()) {
            throw AlignerException.of(
                    ErrorCode.MODEL_FILE,
                    "chat template: line " + error.getLineno() + ": " + error.getReason() + ": " + error.getMessage());
        }
        return result.getOutput();
    }

    private static void refusalIn(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof Refusal refusal) {
                throw refusal;
            }
        }
    }

    private record CaseFilter(String name, UnaryOperator<String> change) implements Filter {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public Object filter(Object value, JinjavaInterpreter interpreter, String... arguments) {
            return value instanceof String text ? change.apply(text) : value;
        }
    }

    /** The template does not take these turns, and says why. */
    static final class Refusal extends RuntimeException {
        Refusal(String message) {
            super(message, null, false, false);
        }
    }
}
