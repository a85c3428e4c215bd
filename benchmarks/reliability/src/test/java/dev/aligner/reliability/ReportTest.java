package dev.aligner.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final Case CASE = new Case() {
        @Override
        public String name() {
            return "a-case";
        }

        @Override
        public String promised() {
            return "Nothing | is lost.";
        }

        @Override
        public void run(Bench bench, Findings findings) {
            throw new UnsupportedOperationException();
        }
    };

    private static Row row(Findings findings) {
        return findings.row(CASE, "today, 3 s");
    }

    private static Findings sent() {
        Findings findings = new Findings();
        findings.sent(3, "requests");
        findings.came("200", 2);
        findings.came("503", 1);
        findings.measured("p50", "1 s");
        return findings;
    }

    @Test
    void aRowSaysWhatWasPromisedSentAndLost() {
        Report report = new Report(List.of("date: today"), List.of(row(sent())));
        assertThat(report.markdown())
                .startsWith("date: today  \n")
                .endsWith(
                        "| `a-case` | Nothing \\| is lost. | 3 requests | 2 × 200, 1 × 503 | nothing | kept | p50: 1 s | today, 3 s |\n");
        assertThat(report.allKept()).isTrue();
    }

    @Test
    void aBrokenPromiseIsInItsRowAndInTheExitCode() {
        Findings findings = sent();
        findings.must(true, "never said");
        findings.must(false, "memory grew");
        Report report = new Report(List.of(), List.of(row(sent()), row(findings)));
        assertThat(report.markdown())
                .contains("| **broken** | **memory grew**; p50: 1 s | today, 3 s |")
                .doesNotContain("never said");
        assertThat(report.allKept()).isFalse();
    }

    @Test
    void whatIsLostBreaksThePromiseByItself() {
        Findings findings = sent();
        findings.lost(2, "cut off");
        assertThat(row(findings).verdict()).isEqualTo(Row.Verdict.BROKEN);
        assertThat(new Report(List.of(), List.of(row(findings))).markdown())
                .contains("| **2** | **broken** | **2 lost: cut off**");
    }

    @Test
    void whatWasNotRunIsNeitherKeptNorBroken() {
        Findings findings = new Findings();
        findings.notRun("no root");
        Row row = row(findings);
        assertThat(row.verdict()).isEqualTo(Row.Verdict.NOT_RUN);
        assertThat(new Report(List.of(), List.of(row)).markdown())
                .contains("|  |  |  | not run | no root | today, 3 s |");
    }

    @Test
    void theTableTakesThePlaceOfTheOneBefore(@TempDir Path folder) throws IOException {
        Path document = folder.resolve("page.md");
        Files.writeString(document, "Before.\n\n" + Report.BEGIN + "\nold\n" + Report.END + "\n\nBehind.\n");
        Report report = new Report(List.of("date: today"), List.of(row(sent())));
        report.into(document);
        report.into(document);
        assertThat(document)
                .content()
                .isEqualTo("Before.\n\n" + Report.BEGIN + "\n" + report.markdown() + Report.END + "\n\nBehind.\n");
        assertThatThrownBy(() -> report.into("no marks")).isInstanceOf(IOException.class);
    }

    @Test
    void rowsOfCasesThatWereNotRunNowStay(@TempDir Path folder) throws IOException {
        Findings broken = sent();
        broken.lost(1, null);
        new Report(List.of("date: yesterday"), List.of(row(broken))).write(folder);
        Report later = new Report(List.of("date: today"), List.of());
        assertThat(later.over(folder, List.of("another", "a-case")))
                .isEqualTo(new Report(List.of("date: today"), List.of(row(broken))));
        Report again = new Report(List.of(), List.of(row(sent())));
        assertThat(again.over(folder, List.of("a-case")).allKept()).isTrue();
        assertThat(again.over(folder, List.of()).rows()).isEmpty();
    }

    /** The page has the place for it, and what it has there is of these cases, as they are. */
    @Test
    void thePageHasTheTable() throws IOException {
        String page = Files.readString(Path.of("../../docs/reliability.md"));
        assertThat(new Report(List.of(), List.of()).into(page)).contains(Report.END);
        List<String> rows = page.lines().filter(line -> line.startsWith("| `")).toList();
        assertThat(rows).isNotEmpty();
        assertThat(rows)
                .allSatisfy(row -> assertThat(ReliabilityApplication.cases())
                        .anyMatch(each -> row.startsWith("| `" + each.name() + "` | " + each.promised() + " |")));
    }
}
