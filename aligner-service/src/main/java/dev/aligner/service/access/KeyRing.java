package dev.aligner.service.access;

import com.google.common.hash.HashCode;
import dev.aligner.core.AlignerException;
import dev.aligner.service.quota.Limits;
import dev.aligner.service.wire.KeyLine;
import dev.aligner.service.wire.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The callers of one content of a keys file. */
final class KeyRing {
    static final KeyRing EMPTY = new KeyRing();

    private record Entry(Caller caller, @Nullable Instant expires) {
        Optional<Caller> at(Instant now) {
            return expires == null || now.isBefore(expires) ? Optional.of(caller) : Optional.empty();
        }
    }

    private final Map<HashCode, Entry> keys = new HashMap<>();
    private final Map<String, Entry> subjects = new HashMap<>();

    private KeyRing() {}

    /**
     * Reads a file: one JSON object a line; empty lines and those that begin with {@code #} are none.
     *
     * @param standard limits of a caller whose line has none
     * @throws IllegalArgumentException naming the line and the field at fault
     */
    static KeyRing read(byte[] content, Limits standard) {
        KeyRing ring = new KeyRing();
        List<String> lines = new String(content, StandardCharsets.UTF_8).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                try {
                    ring.add(KeyLine.read(line.getBytes(StandardCharsets.UTF_8)), standard);
                } catch (AlignerException | MalformedInputException | IllegalArgumentException e) {
                    throw new IllegalArgumentException("line " + (i + 1) + ": " + e.getMessage(), e);
                }
            }
        }
        return ring;
    }

    private void add(KeyLine line, Limits standard) {
        Entry entry = new Entry(
                new Caller(
                        line.id(),
                        scopes(line.scopes()),
                        new Limits(
                                or(line.requestsPerMinute(), standard.requestsPerMinute()),
                                or(line.tokensPerMinute(), standard.tokensPerMinute()),
                                Math.toIntExact(or(line.concurrent(), standard.concurrent())))),
                line.expires());
        boolean twice = line.sha256() == null
                ? subjects.putIfAbsent(Certificates.subject(String.valueOf(line.subject())), entry) != null
                : keys.putIfAbsent(HashCode.fromString(line.sha256()), entry) != null;
        if (twice) {
            throw new IllegalArgumentException("sha256, subject: there already (expected: one line for each)");
        }
    }

    private static long or(@Nullable Long own, long standard) {
        return own == null ? standard : own;
    }

    private static Set<Scope> scopes(List<String> names) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String name : names) {
            scopes.add(Scope.of(name)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "scopes: an unknown one (expected: some of " + Scope.names() + ")")));
        }
        return scopes;
    }

    /**
     * Whose key it is. The time that this takes says nothing that helps to guess: what is compared are digests, which nobody
     * can choose, and {@link HashCode} compares whole ones in constant time.
     */
    Optional<Caller> caller(ApiKey presented, Instant now) {
        return Optional.ofNullable(keys.get(presented.hash())).flatMap(entry -> entry.at(now));
    }

    /** @param subject as {@link Certificates} writes it */
    Optional<Caller> caller(String subject, Instant now) {
        return Optional.ofNullable(subjects.get(subject)).flatMap(entry -> entry.at(now));
    }

    int size() {
        return keys.size() + subjects.size();
    }
}
