package dev.aligner.service.config;

import java.io.IOException;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.util.unit.DataSize;

/**
 * A key of the configuration as its record declares it.
 *
 * @param name with {@code *} for a name that the operator chooses
 * @param value what it holds
 * @param standard its default
 * @param meaning of its Javadoc
 */
record DeclaredKey(String name, Type value, String standard, String meaning) {
    private static final int MOST_WORDS = 12;

    static List<DeclaredKey> all() throws IOException {
        List<DeclaredKey> keys = new ArrayList<>();
        collect(AlignerProperties.PREFIX, AlignerProperties.class, keys);
        return keys;
    }

    private static void collect(String prefix, Class<?> record, List<DeclaredKey> keys) throws IOException {
        Map<String, String> meanings = RecordJavadoc.of(record);
        for (Parameter parameter : record.getDeclaredConstructors()[0].getParameters()) {
            Name explicit = parameter.getAnnotation(Name.class);
            String name = prefix + "."
                    + (explicit == null
                            ? parameter.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT)
                            : explicit.value());
            if (parameter.getType().isRecord()) {
                collect(name, parameter.getType(), keys);
            } else if (parameter.getType() == Map.class
                    && argument(parameter.getParameterizedType(), 1).isRecord()) {
                collect(name + ".*", argument(parameter.getParameterizedType(), 1), keys);
            } else {
                keys.add(new DeclaredKey(
                        parameter.getType() == Map.class ? name + ".*" : name,
                        parameter.getParameterizedType(),
                        standard(parameter),
                        meanings.getOrDefault(parameter.getName(), "")));
            }
        }
    }

    private static String standard(Parameter parameter) {
        DefaultValue given = parameter.getAnnotation(DefaultValue.class);
        if (given != null) {
            String value = given.value().length == 0 ? "" : given.value()[0];
            return value.isEmpty() ? "none" : "`" + value + "`";
        }
        boolean nullable = Arrays.stream(parameter.getAnnotatedType().getAnnotations())
                .anyMatch(annotation ->
                        annotation.annotationType().getSimpleName().equals("Nullable"));
        return nullable ? "none" : "must be given";
    }

    private static Class<?> argument(Type type, int index) {
        return (Class<?>) ((ParameterizedType) type).getActualTypeArguments()[index];
    }

    /** What it holds, in words. */
    String type() {
        if (value instanceof ParameterizedType generic) {
            return generic.getRawType() == Map.class ? "text" : "list of " + word(argument(value, 0));
        }
        return word((Class<?>) value);
    }

    private static String word(Class<?> type) {
        if (type.isEnum()) {
            Object[] words = Objects.requireNonNull(type.getEnumConstants());
            return words.length > MOST_WORDS
                    ? "reason"
                    : Arrays.stream(words)
                            .map(word -> "`"
                                    + word.toString().toLowerCase(Locale.ROOT).replace('_', '-') + "`")
                            .collect(Collectors.joining(", "));
        }
        if (type == Duration.class) {
            return "duration";
        }
        if (type == DataSize.class) {
            return "size";
        }
        if (type == boolean.class) {
            return "`true`, `false`";
        }
        if (type == int.class || type == Integer.class) {
            return "integer";
        }
        if (type == double.class) {
            return "number";
        }
        return type == URI.class ? "address" : "text";
    }

    /** The same with a name in the place of {@code *}. */
    String example() {
        return name.replace("*", "name");
    }
}
