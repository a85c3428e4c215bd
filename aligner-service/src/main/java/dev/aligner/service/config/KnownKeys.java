package dev.aligner.service.config;

import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.ResolvableType;

/** The keys that {@link AlignerProperties} has, read off the records' constructors. */
final class KnownKeys {
    private final List<ConfigurationPropertyName> scalars = new ArrayList<>();
    private final List<ConfigurationPropertyName> maps = new ArrayList<>();
    /** Names of the fields of a map's records, by the map's name. */
    private final Map<ConfigurationPropertyName, List<Field>> records = new LinkedHashMap<>();

    KnownKeys() {
        collect(ConfigurationPropertyName.of(AlignerProperties.PREFIX), AlignerProperties.class);
    }

    private void collect(ConfigurationPropertyName prefix, Class<?> type) {
        for (Parameter parameter : type.getDeclaredConstructors()[0].getParameters()) {
            ConfigurationPropertyName name = prefix.append(name(parameter));
            if (parameter.getType().isRecord()) {
                collect(name, parameter.getType());
            } else if (parameter.getType() == Map.class) {
                Class<?> values = ResolvableType.forType(parameter.getParameterizedType())
                        .getGeneric(1)
                        .resolve(Object.class);
                if (values.isRecord()) {
                    records.put(name, fields(values));
                } else {
                    maps.add(name);
                }
            } else {
                scalars.add(name);
            }
        }
    }

    /** @param map whether anything may stand behind its name */
    private record Field(ConfigurationPropertyName name, boolean map) {
        boolean is(ConfigurationPropertyName other) {
            return name.equals(other) || indexed(other, name) || (map && name.isAncestorOf(other));
        }
    }

    private static List<Field> fields(Class<?> type) {
        return Stream.of(type.getDeclaredConstructors()[0].getParameters())
                .flatMap(parameter -> {
                    ConfigurationPropertyName name = ConfigurationPropertyName.of(name(parameter));
                    return parameter.getType().isRecord()
                            ? fields(parameter.getType()).stream()
                                    .map(field -> new Field(name.append(field.name()), field.map()))
                            : Stream.of(new Field(name, parameter.getType() == Map.class));
                })
                .toList();
    }

    private static String name(Parameter parameter) {
        Name explicit = parameter.getAnnotation(Name.class);
        return explicit != null
                ? explicit.value()
                : parameter.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    boolean contains(ConfigurationPropertyName name) {
        return scalars.stream().anyMatch(scalar -> scalar.equals(name) || indexed(name, scalar))
                || maps.stream().anyMatch(map -> map.equals(name) || map.isAncestorOf(name))
                || records.entrySet().stream().anyMatch(map -> inRecord(name, map.getKey(), map.getValue()));
    }

    /** Whether it is an element of a list. */
    private static boolean indexed(ConfigurationPropertyName name, ConfigurationPropertyName scalar) {
        return name.isLastElementIndexed() && name.getParent().equals(scalar);
    }

    private static boolean inRecord(ConfigurationPropertyName name, ConfigurationPropertyName map, List<Field> fields) {
        if (!map.isAncestorOf(name) || name.getNumberOfElements() < map.getNumberOfElements() + 2) {
            return false;
        }
        ConfigurationPropertyName field = name.subName(map.getNumberOfElements() + 1);
        return fields.stream().anyMatch(known -> known.is(field));
    }

    List<String> names() {
        Stream<ConfigurationPropertyName> inRecords = records.entrySet().stream()
                .flatMap(map -> map.getValue().stream()
                        .map(field -> map.getKey().append("name").append(field.name())));
        return Stream.of(scalars.stream(), maps.stream(), inRecords)
                .flatMap(keys -> keys)
                .map(ConfigurationPropertyName::toString)
                .sorted()
                .toList();
    }

    /** The known key with the fewest letters to change. */
    String nearest(String name) {
        return names().stream()
                .min(Comparator.comparingInt(known -> distance(name, known)))
                .orElseThrow();
    }

    /** Levenshtein's distance, a row at a time. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
