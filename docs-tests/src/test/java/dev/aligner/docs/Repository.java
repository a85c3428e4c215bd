package dev.aligner.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The files of this repository. */
final class Repository {
    /** Seen from this module, where its tests run. */
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Set<String> MADE = Set.of("target", ".git", "runs", "node_modules");

    private Repository() {}

    static Path file(String path) {
        return ROOT.resolve(path).normalize();
    }

    /** @return the file's path from the root, with {@code /} */
    static String name(Path file) {
        return ROOT.relativize(file).toString().replace('\\', '/');
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The README and all below {@code docs}, in the order of their names. */
    static List<Page> documentation() {
        List<Page> pages = new ArrayList<>();
        pages.add(Page.of(file("README.md")));
        files(file("docs"))
                .filter(file -> file.toString().endsWith(".md"))
                .map(Page::of)
                .forEach(pages::add);
        return pages;
    }

    /** All Markdown of the repository, that of the documentation too: what has commands in it anywhere is read for them. */
    static List<Page> markdown() {
        return files(ROOT)
                .filter(file -> file.toString().endsWith(".md"))
                .map(Page::of)
                .toList();
    }

    /** Sources of classes, tests too. */
    static List<Path> sources() {
        return files(ROOT).filter(file -> file.toString().endsWith(".java")).toList();
    }

    private static Stream<Path> files(Path folder) {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.sorted().toList()) {
                if (Files.isDirectory(entry)) {
                    if (!MADE.contains(String.valueOf(entry.getFileName()))) {
                        files(entry).forEach(found::add);
                    }
                } else {
                    found.add(entry);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found.stream();
    }
}
