package dev.aligner.envoy;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.core.v3.HeaderMap;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Headers as Envoy tells them, those of HTTP/2 that begin with a colon among them. */
final class Headers {
    static final Headers NONE = new Headers(Map.of());

    private final Map<String, List<String>> values;

    private Headers(Map<String, List<String>> values) {
        this.values = values;
    }

    static Headers of(HeaderMap map) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (HeaderValue header : map.getHeadersList()) {
            // which of the two holds it is a matter of Envoy's version and settings
            ByteString raw = header.getRawValue();
            values.computeIfAbsent(header.getKey().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(raw.isEmpty() ? header.getValue() : raw.toStringUtf8());
        }
        return new Headers(values);
    }

    Set<String> names() {
        return values.keySet();
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    @Nullable
    String first(String name) {
        List<String> all = all(name);
        return all.isEmpty() ? null : all.get(0);
    }

    /** A whole number, or {@code absent}. */
    long number(String name, long absent) {
        String value = first(name);
        return value != null && value.matches("[0-9]{1,18}") ? Long.parseLong(value) : absent;
    }
}
