package dev.aligner.engine.weights;

import java.util.Locale;

/** A value in a model's description, whether it came from JSON or from a GGUF's metadata. */
sealed interface Setting {
    /** As a message shows it. */
    String shown();

    record Whole(long value) implements Setting {
        @Override
        public String shown() {
            return Long.toString(value);
        }
    }

    record Real(double value) implements Setting {
        @Override
        public String shown() {
            return Double.toString(value);
        }
    }

    record Flag(boolean value) implements Setting {
        @Override
        public String shown() {
            return Boolean.toString(value);
        }
    }

    record Text(String value) implements Setting {
        @Override
        public String shown() {
            return value.length() > 40
                    ? String.format(Locale.ROOT, "a text of %d characters", value.length())
                    : '"' + value + '"';
        }
    }

    /** A value of a kind that no reader here asks for. */
    record Other(String shown) implements Setting {}
}
