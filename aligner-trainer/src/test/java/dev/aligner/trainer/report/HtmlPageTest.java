package dev.aligner.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlPageTest {
    private static final Table TABLE = Table.of("source", "rows")
            .row("<b>\"a|b\"</b>", 12)
            .row("c", "3.5 %")
            .build();

    @Test
    void nothingInATextIsMarkup() {
        String evil = "</p><script>alert('x')</script>\"&\u0000";
        String html = HtmlPage.titled(evil)
                .heading(evil)
                .paragraph(evil)
                .preformatted(evil)
                .picture(new Picture(evil, new byte[] {1}))
                .table(Table.of(evil).row(evil).build())
                .html();
        assertThat(html)
                .doesNotContain("<script", "\u0000", "'x'")
                .contains("&lt;/p&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;\ufffd");
    }

    @Test
    void thePageHoldsItsPicturesAndNeedsNothingElse(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("report.html");
        HtmlPage.titled("İ").picture(new Picture("p", new byte[] {1, 2, 3})).write(file);
        assertThat(Files.readString(file))
                .contains("<title>İ</title>", "src=\"data:image/png;base64,AQID\"")
                .doesNotContain("http");
    }

    @Test
    void aTableOnATerminalIsAligned() {
        assertThat(TABLE.text()).isEqualTo("""
            source         rows
            <b>"a|b"</b>     12
            c             3.5 %
            """);
    }

    @Test
    void aTableInMarkdownKeepsItsCells() {
        assertThat(TABLE.markdown()).isEqualTo("""
            | source | rows |
            |---|---:|
            | <b>"a\\|b"</b> | 12 |
            | c | 3.5 % |
            """);
    }

    @Test
    void aRowWithACellTooManyIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Table.of("a").row(1, 2).build());
    }
}
