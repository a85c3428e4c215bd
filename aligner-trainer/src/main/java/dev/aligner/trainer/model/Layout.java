package dev.aligner.trainer.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where tensors lie in one flat vector, each row-major, one after the other.
 *
 * @param parts in their order
 */
record Layout(List<Part> parts) {

    /**
     * @param name as files have it
     * @param shape rows first
     * @param start index of the first element
     */
    record Part(String name, long[] shape, long start) {
        long size() {
            return Arrays.stream(shape).reduce(1, Math::multiplyExact);
        }
    }

    Layout {
        parts = List.copyOf(parts);
    }

    /** How many elements the vector has. */
    long size() {
        return parts.isEmpty()
                ? 0
                : parts.get(parts.size() - 1).start()
                        + parts.get(parts.size() - 1).size();
    }

    /** One vector behind the other. */
    static Layout join(List<Layout> layouts) {
        Builder joined = new Builder();
        layouts.forEach(layout -> layout.parts().forEach(part -> joined.add(part.name(), part.shape())));
        return joined.build();
    }

    static final class Builder {
        private final List<Part> parts = new ArrayList<>();
        private long end;

        Builder add(String name, long... shape) {
            Part part = new Part(name, shape, end);
            parts.add(part);
            end += part.size();
            return this;
        }

        Layout build() {
            return new Layout(parts);
        }
    }
}
