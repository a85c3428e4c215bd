package dev.aligner.relay;

/**
 * Where a stream of server-sent events stands, whatever pieces its bytes come in: whether between two events, and whether
 * one of them told an id.
 */
final class EventEnds {
    private static final String ID = "id";

    private boolean blank = true;
    private boolean identified;
    /** Bytes of the line that has not ended. */
    private long column;
    /** Of these, how many are the field's name so far. */
    private int named;
    /** The line ended with a CR, of which the second half may be to come. */
    private boolean returned;
    /** A CR ends lines without an LF here. */
    private boolean returnsAlone;

    void passed(byte[] bytes) {
        for (byte value : bytes) {
            take(value);
        }
    }

    private void take(byte value) {
        boolean secondHalf = returned && value == '\n';
        returnsAlone |= returned && !secondHalf;
        returned = value == '\r';
        if (secondHalf) {
            return;
        }
        if (value == '\n' || value == '\r') {
            identified |= column == ID.length() && named == column;
            blank = column == 0;
            column = 0;
            named = 0;
            return;
        }
        if (named == column) {
            if (column == ID.length()) {
                identified |= value == ':';
            } else if (column < ID.length() && value == ID.charAt((int) column)) {
                named++;
            }
        }
        column++;
    }

    /** Whether an event has ended and none has begun. */
    boolean between() {
        return blank && column == 0 && (!returned || returnsAlone);
    }

    boolean identified() {
        return identified;
    }
}
