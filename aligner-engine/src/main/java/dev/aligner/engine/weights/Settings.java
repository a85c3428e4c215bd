package dev.aligner.engine.weights;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Typed, bounded reading of settings. A wrong one becomes a problem and reads as a harmless placeholder. */
final class Settings {
    private final Source source;
    private final String prefix;
    private final Problems problems;

    Settings(Source source, Problems problems) {
        this(source, "", problems);
    }

    /** Settings within another one, whose name messages put before theirs. */
    Settings(Source source, String prefix, Problems problems) {
        this.source = source;
        this.prefix = prefix;
        this.problems = problems;
    }

    /** Where settings come from. */
    interface Source {
        /** Null where there is none of this name. */
        @Nullable
        Setting find(String name);
    }

    boolean has(String name) {
        return source.find(name) != null;
    }

    int whole(String name, int least, int most) {
        Setting setting = source.find(name);
        if (setting instanceof Setting.Whole whole && whole.value() >= least && whole.value() <= most) {
            return (int) whole.value();
        }
        wrong(name, setting, "a whole number " + least + ".." + most);
        return least;
    }

    int wholeOr(int fallback, String name, int least, int most) {
        return has(name) ? whole(name, least, most) : fallback;
    }

    double realOr(double fallback, String name, double least, double most) {
        return has(name) ? real(name, least, most) : fallback;
    }

    double real(String name, double least, double most) {
        Setting setting = source.find(name);
        double value = Double.NaN;
        if (setting instanceof Setting.Whole whole) {
            value = whole.value();
        } else if (setting instanceof Setting.Real real) {
            value = real.value();
        }
        if (value >= least && value <= most) {
            return value;
        }
        wrong(name, setting, "a number " + least + ".." + most);
        return least;
    }

    boolean flagOr(boolean fallback, String name) {
        Setting setting = source.find(name);
        if (setting instanceof Setting.Flag flag) {
            return flag.value();
        }
        if (setting != null) {
            wrong(name, setting, "true or false");
        }
        return fallback;
    }

    @Nullable
    String text(String name) {
        Setting setting = source.find(name);
        if (setting instanceof Setting.Text text) {
            return text.value();
        }
        if (setting != null) {
            wrong(name, setting, "a text");
        }
        return null;
    }

    /** There must be this text and no other. */
    void demand(String name, String expected) {
        Setting setting = source.find(name);
        if (!(setting instanceof Setting.Text text && text.value().equals(expected))) {
            wrong(name, setting, '"' + expected + '"');
        }
    }

    /** One of these texts; the first where there is another. */
    String oneOf(List<String> expected, String name) {
        Setting setting = source.find(name);
        if (setting instanceof Setting.Text text && expected.contains(text.value())) {
            return text.value();
        }
        wrong(name, setting, expected.size() == 1 ? '"' + expected.get(0) + '"' : "one of " + expected);
        return expected.get(0);
    }

    private void wrong(String name, @Nullable Setting found, String expected) {
        problems.add(
                prefix + name + ": " + (found == null ? "missing" : found.shown()) + " (expected: " + expected + ")");
    }
}
