package dev.aligner.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TrainerApplicationTest {
    private final StringWriter errors = new StringWriter();

    private int run(String... arguments) {
        return TrainerApplication.commandLine()
                .setErr(new PrintWriter(errors, true))
                .execute(arguments);
    }

    @Test
    void aMissingCommandIsWrongUsage() {
        assertThat(run()).isEqualTo(2);
        assertThat(errors.toString()).contains("a command is missing");
    }

    @Test
    void whatIsExpectedToGoWrongEndsInOneLineAndNotInATrace() {
        int code = run("calibrate", "--model", "no/such/model", "--data", "no/such/rows.jsonl", "--out", "target/none");
        assertThat(code).isNotZero();
        assertThat(errors.toString()).contains("no/such").doesNotContain("\tat ");
    }
}
