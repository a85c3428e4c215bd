package dev.aligner.upstream.json;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value of a {@link JsonText} and where it stands: from its first byte to behind its last. */
public sealed interface JsonValue {
    int from();

    int to();

    /** An object, with all its members as they stand there. */
    record Fields(int from, int to, List<Member> members) implements JsonValue {}

    /**
     * A member of an object.
     *
     * @param from the first byte of its name's literal
     */
    record Member(String name, int from, JsonValue value) {}

    /** An array. */
    record Items(int from, int to, List<JsonValue> items) implements JsonValue {}

    /** A string, with its escapes resolved. */
    record Text(int from, int to, String text) implements JsonValue {}

    /** A number, {@code true}, {@code false} or {@code null}, as it is spelled. */
    record Scalar(int from, int to, String spelling) implements JsonValue {}

    /** What is not there. It stands nowhere. */
    record Missing() implements JsonValue {
        private static final Missing ONLY = new Missing();

        @Override
        public int from() {
            return -1;
        }

        @Override
        public int to() {
            return -1;
        }
    }

    /**
     * The field of this name, or {@link Missing} if this is no object or has none; of several the last, as nearly every
     * reader takes it.
     */
    default JsonValue at(String name) {
        if (this instanceof Fields object) {
            for (int i = object.members().size() - 1; i >= 0; i--) {
                if (object.members().get(i).name().equals(name)) {
                    return object.members().get(i).value();
                }
            }
        }
        return Missing.ONLY;
    }

    /** The elements; none if this is no array. */
    default List<JsonValue> each() {
        return this instanceof Items array ? array.items() : List.of();
    }

    /** Whether something is there, be it {@code null}. */
    default boolean present() {
        return !(this instanceof Missing);
    }

    /** Whether it is missing, {@code null}, or an empty string, array or object. */
    default boolean vacant() {
        if (this instanceof Scalar scalar) {
            return scalar.spelling().equals("null");
        }
        if (this instanceof Text text) {
            return text.text().isEmpty();
        }
        if (this instanceof Items array) {
            return array.items().isEmpty();
        }
        return !(this instanceof Fields object) || object.members().isEmpty();
    }

    /** Whether it is {@code true}. */
    default boolean isTrue() {
        return this instanceof Scalar scalar && scalar.spelling().equals("true");
    }

    /** The string, or null if this is none. */
    default @Nullable String string() {
        return this instanceof Text text ? text.text() : null;
    }

    /** Whether it is this very string. */
    default boolean is(String text) {
        return text.equals(string());
    }

    /** A whole number of at most nine digits, or {@code absent}. */
    default int number(int absent) {
        return this instanceof Scalar scalar && scalar.spelling().matches("-?[0-9]{1,9}")
                ? Integer.parseInt(scalar.spelling())
                : absent;
    }
}
