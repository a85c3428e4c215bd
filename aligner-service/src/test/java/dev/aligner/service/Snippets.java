package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Blocks of the documentation that say which test reads them; docs-tests sees that each block says something. */
public final class Snippets {
    private Snippets() {}

    /**
     * Those that name the test, of the README and of all pages in {@code docs}.
     *
     * @return text by page and place in it; never none
     */
    public static Map<String, String> heldBy(Class<?> test) throws IOException {
        Pattern block =
                Pattern.compile("<!-- held by: " + test.getSimpleName() + " -->\n```\\w*\n(.*?)```", Pattern.DOTALL);
        Map<String, String> snippets = new LinkedHashMap<>();
        try (Stream<Path> pages = Files.list(Path.of("../docs"))) {
            for (Path page : Stream.concat(Stream.of(Path.of("../README.md")), pages.sorted())
                    .filter(Files::isRegularFile)
                    .filter(page -> page.toString().endsWith(".md"))
                    .toList()) {
                Matcher matcher = block.matcher(Files.readString(page));
                while (matcher.find()) {
                    snippets.put(page.getFileName() + " at " + matcher.start(), matcher.group(1));
                }
            }
        }
        assertThat(snippets).isNotEmpty();
        return snippets;
    }
}
