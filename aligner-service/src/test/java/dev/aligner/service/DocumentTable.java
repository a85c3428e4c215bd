package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A part of a document that is made from what the service does, between two marks. A test holds it to that, or writes it
 * where {@code -Daligner.docs.write=true}.
 */
public record DocumentTable(Path document, String name) {
    private static final String WRITE = "aligner.docs.write";
    private static final boolean WRITES = Boolean.getBoolean(WRITE);

    static {
        // a service that starts in this process would refuse the key
        System.clearProperty(WRITE);
    }

    /** To be called before a service is started. */
    public static void takeSwitch() {}

    public void assertIs(List<String> lines) throws IOException {
        String begin = "<!-- " + name + ": written by a test -->\n";
        String end = "<!-- " + name + ": end -->";
        String text = Files.readString(document);
        assertThat(text).contains(begin, end);
        int from = text.indexOf(begin) + begin.length();
        int to = text.indexOf(end, from);
        String expected = String.join("\n", lines) + "\n";
        if (WRITES) {
            Files.writeString(document, text.substring(0, from) + expected + text.substring(to));
            return;
        }
        assertThat(text.substring(from, to))
                .as("%s in %s; -D%s=true writes it", name, document, WRITE)
                .isEqualTo(expected);
    }
}
