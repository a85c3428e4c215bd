package dev.aligner.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Decisions are called by their number in one way, and the list of them has each under its title. */
class DecisionTitlesTest {
    private static final Page LIST = Page.of(Repository.file("docs/decisions/README.md"));

    private static final Pattern LINK =
            Pattern.compile("\\[(?:[Dd]ecision )?(\\d+)]\\((?:\\.\\./)*(?:docs/)?(?:decisions/)?(\\d{4})-[^)]*\\)");

    private static List<Page> decisions() {
        return Repository.documentation().stream()
                .filter(page -> page.name().matches("docs/decisions/\\d{4}-.*"))
                .toList();
    }

    @Test
    void aTitleBeginsWithTheNumberOfItsFile() {
        assertThat(decisions()).isNotEmpty().allSatisfy(decision -> {
            String number = String.valueOf(decision.file().getFileName()).substring(0, 4);
            assertThat(decision.headings()).hasSize(1).first().asString().matches(number + ": \\S.*");
        });
    }

    @Test
    void whoSpeaksOfADecisionLinksToThatOne() {
        for (Page page : Repository.markdown()) {
            for (String line : page.prose()) {
                Matcher link = LINK.matcher(line);
                while (link.find()) {
                    assertThat(Integer.parseInt(link.group(1)))
                            .as("%s: %s", page.name(), link.group())
                            .isEqualTo(Integer.parseInt(link.group(2)));
                }
            }
        }
    }

    @Test
    void theListHasEachByItsTitle() {
        List<String> rows =
                LIST.prose().stream().filter(line -> line.matches("\\d+\\. .*")).toList();
        List<String> expected = decisions().stream()
                .map(decision -> {
                    String title = decision.headings().get(0);
                    return Integer.parseInt(title.substring(0, 4)) + ". [" + title.substring(6) + "]("
                            + decision.file().getFileName() + ")";
                })
                .toList();
        assertThat(rows).isEqualTo(expected);
    }
}
