package dev.aligner.docs;

import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What can be seen of a command without running it. */
final class CommandWords {
    private static final Pattern PATH = Pattern.compile("(?<![\\w./:$-])([a-z][\\w.-]*(?:/[\\w.-]+)+)");
    private static final Pattern KEY = Pattern.compile("--(aligner\\.[a-z0-9.-]+)=");
    private static final Pattern OPTION = Pattern.compile("(?<=[\\s\\[])(--[a-z][a-z-]*)(?=[\\s=\\]]|$)");
    private static final Pattern SCRIPT = Pattern.compile("^(?:[A-Z_]+=\\S+ +)*([a-z][\\w./-]*\\.(?:sh|py))(?= |$)");
    private static final Pattern DOCUMENTED = Pattern.compile("^\\| `(aligner\\.[^`]+)` \\|", Pattern.MULTILINE);

    private CommandWords() {}

    /** Paths that begin in this repository, and are not made by its build or by the command. */
    static List<String> paths(String command) {
        Predicate<String> ours = path -> Files.exists(Repository.file(path.replaceFirst("/.*", "")));
        return found(PATH, command)
                .filter(ours)
                .filter(path -> !path.matches("(.*/)?(target|runs)/.*"))
                .toList();
    }

    /** Keys of the service that are set on its command line. */
    static List<String> keys(String command) {
        return found(KEY, command).toList();
    }

    /** Options of a command line of ours. */
    static List<String> options(String command) {
        return found(OPTION, command).toList();
    }

    /** The script of ours that a line begins with. */
    static Optional<String> script(String line) {
        return found(SCRIPT, line).findFirst().filter(path -> Files.exists(Repository.file(path)));
    }

    /** Whether a script, or what stands beside it and in the sources that it builds, has the option to the letter. */
    static boolean knows(String script, String option) {
        Pattern word = Pattern.compile("(?<![\\w-])" + option + "(?![\\w-])");
        String folder = script.replaceFirst("/[^/]*$", "/");
        return Stream.concat(Stream.of(Repository.file(script)), Repository.sources().stream())
                .filter(file -> Repository.name(file).startsWith(folder))
                .map(Repository::read)
                .anyMatch(text -> word.matcher(text).find());
    }

    /** Whether docs/configuration.md, which a test writes, has the key. */
    static boolean documented(String key) {
        Set<Pattern> known = Stream.of("docs/configuration.md", "docs/client.md")
                .flatMap(page -> found(DOCUMENTED, Repository.read(Repository.file(page))))
                .map(name -> Pattern.compile(Pattern.quote(name).replace("*", "\\E[^.]+\\Q")))
                .collect(Collectors.toSet());
        return known.stream().anyMatch(name -> name.matcher(key).matches());
    }

    private static Stream<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map((MatchResult match) -> match.group(1));
    }
}
