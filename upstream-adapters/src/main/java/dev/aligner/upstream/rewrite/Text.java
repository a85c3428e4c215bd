package dev.aligner.upstream.rewrite;

import dev.aligner.upstream.Piece;
import dev.aligner.upstream.Untouched;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** One piece of an answer while it is rewritten: what came, in units, and what is said instead. */
final class Text {
    private final Piece piece;
    private final Units cutter;
    private final List<Unit> units = new ArrayList<>();
    /** What was decided, joined. */
    private final StringBuilder said = new StringBuilder();

    private int decided;
    private @Nullable Unit underWay;
    private @Nullable Untouched untouched;
    private @Nullable Untouched kept;
    private boolean blocked;
    private boolean changed;

    Text(Piece piece, Window window) {
        this.piece = piece;
        this.cutter = new Units(window);
    }

    /**
     * A unit that was decided.
     *
     * @param correction null where it stays as it is
     */
    private record Unit(int from, int to, @Nullable String correction) {}

    Piece piece() {
        return piece;
    }

    Output.Said outcome() {
        return new Output.Said(piece, cutter.text().toString(), said.toString(), untouched);
    }

    int length() {
        return cutter.text().length();
    }

    void append(String more) {
        cutter.append(more);
    }

    void complete() {
        cutter.complete();
    }

    /** What there is of the first unit; empty where that is decided or asked for, or nothing will be corrected. */
    CharSequence begun() {
        boolean open = decided == 0 && underWay == null && untouched == null;
        return open ? cutter.text() : "";
    }

    /** Characters that wait for a decision. */
    int held() {
        return length() - decided;
    }

    /** From here on nothing is corrected, what waits for its correction neither. */
    boolean leave(Untouched why) {
        if (untouched != null) {
            return false;
        }
        untouched = why;
        underWay = null;
        return true;
    }

    /** The next unit to correct; null if there is none now, or one is under way. Units that need no corrector are decided. */
    @Nullable
    Job next(int number) {
        while (underWay == null) {
            if (blocked) {
                drop();
                return null;
            }
            if (untouched != null) {
                keep(length());
                return null;
            }
            OptionalInt end = cutter.next();
            if (end.isEmpty()) {
                return null;
            }
            String text = cutter.text().subSequence(decided, end.getAsInt()).toString();
            Untouched why = Untouched.ofWhole(text);
            if (why == null) {
                underWay = new Unit(decided, end.getAsInt(), null);
                return new Job(number, piece, said.toString(), text);
            }
            if (why == Untouched.UNSUPPORTED_FORMAT) {
                kept = why;
            }
            keep(end.getAsInt());
        }
        return null;
    }

    /** Why a unit that was meant for the corrector was kept since this was asked last; null if none was. */
    @Nullable
    Untouched kept() {
        Untouched why = kept;
        kept = null;
        return why;
    }

    /** The unit that is under way is the last of which anything is said. */
    void block(String instead) {
        if (underWay != null) {
            decide(instead);
            blocked = true;
        }
    }

    private void drop() {
        if (length() > decided) {
            changed = true;
            units.add(new Unit(decided, length(), ""));
            decided = length();
        }
    }

    private void keep(int to) {
        if (to > decided) {
            units.add(new Unit(decided, to, null));
            said.append(cutter.text(), decided, to);
            decided = to;
        }
    }

    /** The outcome of the unit that is under way; of one that is not, nothing happens. */
    void decide(@Nullable String correction) {
        Unit unit = underWay;
        if (unit == null) {
            return;
        }
        underWay = null;
        boolean same = correction == null
                || cutter.text().subSequence(unit.from(), unit.to()).toString().equals(correction);
        if (same) {
            keep(unit.to());
        } else {
            changed = true;
            units.add(new Unit(unit.from(), unit.to(), correction));
            said.append(correction);
            decided = unit.to();
        }
    }

    boolean decidedUpTo(int offset) {
        return decided >= offset;
    }

    /** Whether anything is said that did not come so. */
    boolean changed() {
        return changed;
    }

    /** All that is said of the piece, up to what was decided last. */
    String said() {
        return said.toString();
    }

    /**
     * What an event says whose text stood at {@code from} to {@code to}: a unit's correction is shared out among the events
     * that the unit came in.
     */
    String said(int from, int to) {
        StringBuilder out = new StringBuilder();
        for (Unit unit : units) {
            int start = Math.max(from, unit.from());
            int end = Math.min(to, unit.to());
            if (start >= end) {
                continue;
            }
            String correction = unit.correction();
            if (correction == null) {
                out.append(cutter.text(), start, end);
            } else {
                out.append(correction, share(unit, correction, start), share(unit, correction, end));
            }
        }
        return out.toString();
    }

    private static int share(Unit unit, String correction, int offset) {
        if (offset == unit.to()) {
            return correction.length();
        }
        int at = (int) ((long) correction.length() * (offset - unit.from()) / (unit.to() - unit.from()));
        boolean torn = at > 0 && at < correction.length() && Character.isLowSurrogate(correction.charAt(at));
        return torn ? at - 1 : at;
    }
}
