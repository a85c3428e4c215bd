package dev.aligner.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The chart's README has a row for each value, and for nothing else. */
class DocumentedValuesTest {
    private static final Pattern ROW = Pattern.compile("^\\| `([a-zA-Z0-9.]+)` \\|", Pattern.MULTILINE);
    private static final Pattern KEY = Pattern.compile("^( *)([a-zA-Z0-9]+):");

    /** The keys below which a comment stands that describes them, as paths. */
    private static List<String> described() throws IOException {
        List<String> described = new ArrayList<>();
        List<String> path = new ArrayList<>();
        boolean description = false;
        for (String line : Files.readAllLines(Chart.aligner().directory().resolve("values.yaml"))) {
            if (line.strip().startsWith("# -- ")) {
                description = true;
                continue;
            }
            MatchResult key = KEY.matcher(line).results().findFirst().orElse(null);
            if (key != null) {
                path.subList(Math.min(path.size(), key.group(1).length() / 2), path.size())
                        .clear();
                path.add(key.group(2));
                if (description) {
                    described.add(String.join(".", path));
                    description = false;
                }
            }
        }
        return described;
    }

    private static void leaves(YamlNode node, String path, List<String> described, List<String> undescribed) {
        if (described.contains(path)) {
            return;
        }
        if (node.keys().isEmpty()) {
            undescribed.add(path);
        }
        for (String key : node.keys()) {
            leaves(node.at(key), path.isEmpty() ? key : path + "." + key, described, undescribed);
        }
    }

    @Test
    void everyValueIsDescribed() throws IOException {
        YamlNode values = YamlNode.documents(
                        Files.readString(Chart.aligner().directory().resolve("values.yaml")))
                .get(0);
        List<String> undescribed = new ArrayList<>();
        leaves(values, "", described(), undescribed);
        assertThat(undescribed).isEmpty();
    }

    @Test
    void theTableHasThemAll() throws IOException {
        String readme = Files.readString(Chart.aligner().directory().resolve("README.md"));
        List<String> rows =
                ROW.matcher(readme).results().map(row -> row.group(1)).toList();
        assertThat(rows).containsExactlyInAnyOrderElementsOf(described());
    }
}
