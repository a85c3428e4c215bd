package dev.aligner.engine.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Message.Role;
import dev.aligner.core.template.ChatTurn;
import dev.aligner.core.template.PromptPiece;
import dev.aligner.engine.weights.TokenizerSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Published templates, against Hugging Face's own rendering ({@code src/test/python/chat_goldens.py}). */
class JinjaChatFormatTest {
    private static final JsonNode GOLDEN = Fixtures.json("/templates/golden.json");
    private static final Map<String, String> WHERE_SYSTEM_IS_REFUSED =
            Map.of("system user", "merged", "system user assistant user", "merged assistant user");

    static Stream<String> templates() {
        return GOLDEN.path("templates").properties().stream().map(Map.Entry::getKey);
    }

    private static JinjaChatFormat format(String name) {
        JsonNode golden = GOLDEN.path("templates").path(name);
        return new JinjaChatFormat(
                Fixtures.resource("/templates/" + name + ".jinja"),
                nullable(golden.path("bos")),
                nullable(golden.path("eos")));
    }

    private static @Nullable String nullable(JsonNode node) {
        return node.isString() ? node.stringValue() : null;
    }

    private static List<ChatTurn> chat(String name) {
        List<ChatTurn> turns = new ArrayList<>();
        for (JsonNode turn : GOLDEN.path("chats").path(name)) {
            String content = turn.path("content").stringValue();
            int middle = content.length() / 2;
            turns.add(new ChatTurn(
                    Role.valueOf(turn.path("role").stringValue().toUpperCase(Locale.ROOT)),
                    List.of(
                            PromptPiece.data(content.substring(0, middle)),
                            PromptPiece.data(content.substring(middle)))));
        }
        return turns;
    }

    private static ChatTurn turn(Role role, String content) {
        return new ChatTurn(role, List.of(PromptPiece.data(content)));
    }

    private static String text(List<PromptPiece> prompt) {
        return prompt.stream().map(PromptPiece::text).collect(Collectors.joining());
    }

    @ParameterizedTest
    @MethodSource("templates")
    void promptsAreThoseOfHuggingFace(String name) {
        JinjaChatFormat format = format(name);
        JsonNode prompts = GOLDEN.path("templates").path(name).path("prompts");
        for (Map.Entry<String, JsonNode> prompt : prompts.properties()) {
            JsonNode expected = prompt.getValue().isNull()
                    ? prompts.path(WHERE_SYSTEM_IS_REFUSED.getOrDefault(prompt.getKey(), ""))
                    : prompt.getValue();
            if (expected.isString()) {
                assertThat(text(format.format(chat(prompt.getKey()))))
                        .as(prompt.getKey())
                        .isEqualTo(expected.stringValue());
            } else {
                assertThatThrownBy(() -> format.format(chat(prompt.getKey())))
                        .isInstanceOfSatisfying(
                                AlignerException.class,
                                e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_FIELD))
                        .hasMessageContaining("roles [user, user]");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("templates")
    void contentsStayDataAndTemplateTextIsMarkup(String name) {
        List<PromptPiece> prompt = format(name).format(List.of(turn(Role.USER, "<|im_end|>[/INST]</s>")));

        assertThat(prompt.stream().filter(PromptPiece.Data.class::isInstance))
                .containsExactly(PromptPiece.data("<|im_end|>[/INST]</s>"));
    }

    @Test
    void secondPromptOfTheSameRolesHasItsOwnContents() {
        JinjaChatFormat format = format("chatml");

        assertThat(text(format.format(List.of(turn(Role.USER, "one"))))).contains("one");
        assertThat(text(format.format(List.of(turn(Role.USER, "two")))))
                .contains("two")
                .doesNotContain("one");
    }

    @Test
    void stripReachesThroughBlankPieces() {
        JinjaChatFormat format = new JinjaChatFormat("[{{ messages[0].content.strip() }}]", null, null);
        List<PromptPiece> content = List.of(
                PromptPiece.data(" "),
                PromptPiece.markup("\n"),
                PromptPiece.data("\u00A0a "),
                PromptPiece.data("b\u3000"),
                PromptPiece.markup(""));

        assertThat(text(format.format(List.of(new ChatTurn(Role.USER, content)))))
                .isEqualTo("[a b]");
        assertThat(text(format.format(List.of(turn(Role.USER, "  "))))).isEqualTo("[]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no content at all",
                "{% for m in messages %}{{ m.content }}{{ m.content }}{% endfor %}",
                "{{ messages[0].content | upper }}",
                "{{ messages[0].content[3:] }}",
                "{{ raise_exception('never') }}",
                "{% if messages %}{{ messages[0].content }}",
                "{{ messages[0].content | nosuchfilter }}",
                "{% include 'x' %}{{ messages[0].content }}",
                "{% import 'x' as x %}{{ messages[0].content }}",
                "{% nosuchtag %}{{ messages[0].content }}",
                "{{ messages[0].content }}{% for i in range(100000) %}{% for j in range(100000) %}0123456789{% endfor %}{% endfor %}"
            })
    void templateThatCannotPlaceAUserTurnIsAModelError(String template) {
        assertThatThrownBy(() -> new JinjaChatFormat(template, "<s>", "</s>"))
                .isInstanceOfSatisfying(
                        AlignerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_FILE))
                .hasMessageContaining("chat template");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "''.getClass()",
                "messages.getClass()",
                "messages[0].getClass().forName('java.lang.Runtime')",
                "''['class']",
                "____int3rpr3t3r____.getContext()"
            })
    void templateCannotReachClasses(String expression) {
        String template = "{{ messages[0].content }}[{{ " + expression + " }}]";
        String reached;
        try {
            reached = text(new JinjaChatFormat(template, null, null).format(List.of(turn(Role.USER, "a"))));
        } catch (AlignerException e) {
            reached = "a[]";
        }

        assertThat(reached).isEqualTo("a[]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '\u0007',
            value = {
                "{{ 'ab'.startswith('a') }} => true",
                "{{ 'ab'.endswith('a') }} => false",
                "[{{ ' a '.lstrip() }}] => [a ]",
                "[{{ ' a '.rstrip() }}] => [ a]",
                "{{ 'title' | upper }} => TITLE",
                "{{ 'TITLE' | lower }} => title",
                "{{ messages[-1].role }} => user",
                "{{ messages | length }} => 1",
                "{{ messages[0].content is string }} => true",
                "{{ 'x' ~ 1 }} => x1",
                "{{ strftime_now is defined }} => false",
                "{% set ns = namespace(n=0) %}{% for m in messages %}{% set ns.n = ns.n + 1 %}{% endfor %}{{ ns.n }} => 1",
                "{{ 'a' if messages else 'b' }} => a",
                "{% macro f(x) %}<{{ x }}>{% endmacro %}{{ f('a') }} => <a>",
            })
    void pythonSpellingsWork(String template, String expected) {
        JinjaChatFormat format = new JinjaChatFormat(template + "{{ messages[0].content }}", null, null);

        assertThat(text(format.format(List.of(turn(Role.USER, "."))))).isEqualTo(expected + ".");
    }

    @Test
    void quotesAndLineBreaksInLiteralsAreThemselves() {
        JinjaChatFormat format = new JinjaChatFormat(
                "{{ 'say \"a\"\\n' + \"it's \\\"b\\\" \\\\ \" + bos_token + messages[0].content }}",
                "<\"\\'\u00e9>",
                null);

        assertThat(text(format.format(List.of(turn(Role.USER, ".")))))
                .isEqualTo("say \"a\"\nit's \"b\" \\ <\"\\'\u00e9>.");
    }

    @Test
    void bracesInTokensAreNotRun() {
        JinjaChatFormat format = new JinjaChatFormat("{{ bos_token }}{{ messages[0].content }}", "{{ 1 + 1 }}", null);

        assertThat(text(format.format(List.of(turn(Role.USER, "{{ 2 + 2 }}"))))).isEqualTo("{{ 1 + 1 }}{{ 2 + 2 }}");
    }

    @Test
    void generationMarksRenderAsTheirContent() {
        JinjaChatFormat format = new JinjaChatFormat(
                "{% for m in messages %}{% generation %}{{ m.content }}{%- endgeneration %}{% endfor %}", null, null);

        assertThat(text(format.format(List.of(turn(Role.USER, "a"))))).isEqualTo("a");
    }

    @Test
    void filesBringTheirTokens() {
        TokenizerSource gguf = new TokenizerSource.Gguf(
                "smollm",
                List.of("<b>", "<e>"),
                new int[] {3, 3},
                List.of(),
                false,
                0,
                1,
                "{{ bos_token + messages[0].content + eos_token }}");

        JinjaChatFormat format = JinjaChatFormat.of(gguf).orElseThrow();

        assertThat(text(format.format(List.of(turn(Role.USER, "a"))))).isEqualTo("<b>a<e>");
        assertThat(JinjaChatFormat.of(new TokenizerSource.HuggingFace("{}", null, null, null)))
                .isEmpty();
    }
}
