package dev.aligner.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** A place in a YAML document; places that are not there are empty, so that a test says what it looks for in one line. */
record YamlNode(@Nullable Object value) {
    static List<YamlNode> documents(String text) {
        List<YamlNode> documents = new ArrayList<>();
        for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(text)) {
            if (document != null) {
                documents.add(new YamlNode(document));
            }
        }
        return documents;
    }

    /** What is behind these keys of maps and positions of lists. */
    YamlNode at(Object... path) {
        Object at = value;
        for (Object step : path) {
            if (at instanceof Map<?, ?> map) {
                at = map.get(step);
            } else if (at instanceof List<?> list && step instanceof Integer index && index < list.size()) {
                at = list.get(index);
            } else {
                return new YamlNode(null);
            }
        }
        return new YamlNode(at);
    }

    boolean present() {
        return value != null;
    }

    String text() {
        return String.valueOf(value);
    }

    List<YamlNode> elements() {
        return value instanceof List<?> list ? list.stream().map(YamlNode::new).toList() : List.of();
    }

    List<String> texts() {
        return elements().stream().map(YamlNode::text).toList();
    }

    List<String> keys() {
        return value instanceof Map<?, ?> map
                ? map.keySet().stream().map(String::valueOf).toList()
                : List.of();
    }

    /** The element of a list with this name. */
    YamlNode named(String name) {
        return elements().stream()
                .filter(element -> Optional.of(name)
                        .equals(Optional.ofNullable(element.at("name").value())))
                .findFirst()
                .orElse(new YamlNode(null));
    }
}
