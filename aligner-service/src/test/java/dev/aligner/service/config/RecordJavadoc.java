package dev.aligner.service.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a record's Javadoc says of its components, read off its source. */
final class RecordJavadoc {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern PARAM = Pattern.compile("@param (\\w+) (.*?)(?=@param |$)");

    private RecordJavadoc() {}

    static Map<String, String> of(Class<?> record) throws IOException {
        Class<?> outermost = record;
        while (outermost.getEnclosingClass() != null) {
            outermost = outermost.getEnclosingClass();
        }
        String source = Files.readString(SOURCES.resolve(outermost.getName().replace('.', '/') + ".java"));
        int at = source.indexOf("public record " + record.getSimpleName() + "(");
        int from = source.lastIndexOf("/**", at);
        String comment = source.substring(from + "/**".length(), source.indexOf("*/", from))
                .replaceAll("(?m)^\\s*\\*", " ")
                .replaceAll("\\s+", " ")
                .strip();
        Map<String, String> params = new HashMap<>();
        Matcher matcher = PARAM.matcher(comment);
        while (matcher.find()) {
            params.put(
                    matcher.group(1),
                    matcher.group(2)
                            .strip()
                            .replaceAll("\\{@code ([^}]*)}", "`$1`")
                            .replace("|", "\\|"));
        }
        return params;
    }
}
