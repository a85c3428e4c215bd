package dev.aligner.trainer.pairs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import dev.aligner.core.Message;
import dev.aligner.core.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptFileTest {
    @TempDir
    Path directory;

    @Test
    void plainTextIsAPromptALine() throws IOException {
        assertThat(read("prompts.txt", "  What is rain? \n\nWho was Ada?\nWhat is rain?\n"))
                .extracting(prompt -> prompt.question().lastTurn())
                .containsExactly("What is rain?", "Who was Ada?");
    }

    @Test
    void rowsNameTheQuestionInThreeWays() throws IOException {
        List<Prompt> prompts = read("""
                {"question": "a"}
                {"prompt": "b", "instruction": "Make it safer."}
                {"prompt": [{"role": "user", "content": "c"}], "answer": "d"}
                {"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "e"}]}
                """);

        assertThat(prompts)
                .extracting(Prompt::question)
                .containsExactly(
                        Question.of("a"),
                        Question.of("b"),
                        Question.of("c"),
                        new Question(
                                List.of(new Message(Message.Role.SYSTEM, "s"), new Message(Message.Role.USER, "e"))));
        assertThat(prompts.get(1).instruction()).isEqualTo("Make it safer.");
        assertThat(prompts.get(2).answer()).isEqualTo("d");
    }

    @Test
    void theSameQuestionAskedOtherwiseIsTheSamePromptAndAnotherAnswerIsNot() throws IOException {
        assertThat(read("""
                        {"question": "a"}
                        {"prompt": [{"role": "user", "content": "a"}]}
                        {"question": "a", "answer": null}
                        {"question": "a", "answer": "b"}
                        """)).hasSize(2);
    }

    @Test
    void aBadRowIsNamed() {
        assertThatThrownBy(() -> read("{\"question\": \"a\"}\n{\"question\": \"b\", \"prompt\": \"c\"}\n"))
                .isInstanceOf(AlignerException.class)
                .hasMessageContaining("prompts.jsonl:2: ")
                .hasMessageContaining("prompt")
                .hasMessageNotContaining("\"c\"");
        assertThatThrownBy(() -> read("{\"question\": \"a\", \"answer\": 3}")).hasMessageContaining("answer");
        assertThatThrownBy(() -> read("prompts.txt", "\n")).hasMessageContaining("prompts: none in");
    }

    private List<Prompt> read(String text) throws IOException {
        return read("prompts.jsonl", text);
    }

    private List<Prompt> read(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(file, text);
        return PromptFile.read(List.of(file));
    }
}
