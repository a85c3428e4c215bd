package dev.aligner.trainer.report;

import dev.aligner.trainer.file.AtomicFile;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/**
 * A page that holds all it shows, pictures too: it can be mailed, kept, and looked at without a network. All texts are
 * texts: nothing in them is read as markup.
 */
public final class HtmlPage {
    private static final String STYLE = """
        :root { color-scheme: light dark; }
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
        table { border-collapse: collapse; margin: 1rem 0; display: block; overflow-x: auto; }
        th, td { padding: .25rem .75rem; border-bottom: 1px solid #8886; text-align: left; vertical-align: top; }
        td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
        img { max-width: 100%; height: auto; background: #fff; border-radius: .5rem; margin: 1rem 0; }
        pre { overflow-x: auto; padding: .75rem; border: 1px solid #8886; border-radius: .5rem; }
        """;

    private final StringBuilder body = new StringBuilder();
    private final String title;

    private HtmlPage(String title) {
        this.title = title;
        body.append("<h1>").append(escaped(title)).append("</h1>\n");
    }

    /** A page that is filled from top to bottom. */
    public static HtmlPage titled(String title) {
        return new HtmlPage(title);
    }

    public HtmlPage heading(String text) {
        return element("h2", text);
    }

    public HtmlPage paragraph(String text) {
        return element("p", text);
    }

    /** Text whose line ends and spaces stay as they are. */
    public HtmlPage preformatted(String text) {
        return element("pre", text);
    }

    public HtmlPage table(Table table) {
        body.append("<table>\n");
        row("th", table.header(), table);
        table.rows().forEach(cells -> row("td", cells, table));
        body.append("</table>\n");
        return this;
    }

    private void row(String tag, List<String> cells, Table table) {
        body.append("<tr>");
        for (int column = 0; column < cells.size(); column++) {
            body.append('<').append(tag).append(table.isNumber(column) ? " class=\"number\">" : ">");
            body.append(escaped(cells.get(column))).append("</").append(tag).append('>');
        }
        body.append("</tr>\n");
    }

    public HtmlPage picture(Picture picture) {
        body.append("<img alt=\"").append(escaped(picture.title())).append("\" src=\"data:image/png;base64,");
        body.append(Base64.getEncoder().encodeToString(picture.png())).append("\">\n");
        return this;
    }

    private HtmlPage element(String tag, String text) {
        body.append('<').append(tag).append('>').append(escaped(text));
        body.append("</").append(tag).append(">\n");
        return this;
    }

    public String html() {
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" + escaped(title)
                + "</title>\n<style>\n" + STYLE + "</style>\n</head>\n<body>\n" + body + "</body>\n</html>\n";
    }

    /** Writes the page in UTF-8. */
    public void write(Path file) {
        AtomicFile.write(file, html());
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c == '\n' || c == '\t' || !Character.isISOControl(c) ? c : '\ufffd');
            }
        }
        return escaped.toString();
    }
}
