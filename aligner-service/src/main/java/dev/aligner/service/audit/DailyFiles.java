package dev.aligner.service.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Files of one log, a day each: {@code audit.2026-11-30.jsonl} for {@code audit.jsonl}, and {@code .1} where there is one already. */
final class DailyFiles {
    private static final Comparator<Dated> BY_DAY =
            Comparator.comparing(Dated::day).thenComparing(Dated::number);

    private final Path folder;
    private final String stem;
    private final String extension;
    private final Pattern name;

    private DailyFiles(Path folder, String stem, String extension) {
        this.folder = folder;
        this.stem = stem;
        this.extension = extension;
        this.name = Pattern.compile(
                Pattern.quote(stem) + "\\.(\\d{4}-\\d{2}-\\d{2})(?:\\.(\\d{1,9}))?" + Pattern.quote(extension));
    }

    /** @param number of several of one day, from 0 */
    record Dated(Path path, LocalDate day, int number) {}

    /** Those of a log. */
    static DailyFiles of(Path log) {
        return of(log, "");
    }

    /** Those of the texts that are kept beside a log. */
    static DailyFiles ofContent(Path log) {
        return of(log, "-content");
    }

    private static DailyFiles of(Path log, String suffix) {
        Path absolute = log.toAbsolutePath();
        String file = absolute.getFileName().toString();
        int dot = file.lastIndexOf('.');
        String stem = dot <= 0 ? file : file.substring(0, dot);
        return new DailyFiles(
                absolute.resolveSibling(".").normalize(), stem + suffix, dot <= 0 ? "" : file.substring(dot));
    }

    Path of(LocalDate day) {
        return folder.resolve(stem + "." + day + extension);
    }

    /** A name of that day which no file has. */
    Path free(LocalDate day) {
        Path path = of(day);
        for (int number = 1; Files.exists(path); number++) {
            path = folder.resolve(stem + "." + day + "." + number + extension);
        }
        return path;
    }

    /** Those that are there, the oldest first. */
    List<Dated> all() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.flatMap(this::dated).sorted(BY_DAY).toList();
        }
    }

    private Stream<Dated> dated(Path path) {
        Matcher matcher = name.matcher(path.getFileName().toString());
        if (!matcher.matches()) {
            return Stream.empty();
        }
        String number = matcher.group(2);
        return Stream.of(
                new Dated(path, LocalDate.parse(matcher.group(1)), number == null ? 0 : Integer.parseInt(number)));
    }
}
