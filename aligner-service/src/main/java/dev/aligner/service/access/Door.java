package dev.aligner.service.access;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who may come in at a path.
 *
 * @param open whether everybody may
 * @param scopes of which one is enough; none for whoever is known
 */
record Door(boolean open, Set<Scope> scopes) {
    static final Door OPEN = new Door(true, Set.of());
    static final Door KNOWN = new Door(false, Set.of());

    Door {
        scopes = Set.copyOf(scopes);
    }

    static Door of(Scope... scopes) {
        return new Door(false, EnumSet.copyOf(Arrays.asList(scopes)));
    }

    boolean opensFor(Caller caller) {
        return open || scopes.isEmpty() || scopes.stream().anyMatch(caller::may);
    }

    String expected() {
        return scopes.stream().sorted().map(Scope::wireName).collect(Collectors.joining(" or "));
    }
}
