package dev.aligner.upstream.rewrite;

import dev.aligner.upstream.StreamEvent;
import java.util.List;

/**
 * An event that waits until what it says is decided.
 *
 * @param places where its texts stand in their pieces, in the event's order
 */
record Held(StreamEvent event, List<Place> places) {
    /** @param repeats whether all of the piece is said here, and not from here to there */
    record Place(Text text, int from, int to, boolean repeats) {
        private boolean decided() {
            return text.decidedUpTo(repeats ? text.length() : to);
        }

        /** @param came what stands here; of a piece that nothing was changed in it stays, be it no repetition at all */
        private String said(String came) {
            if (repeats) {
                return text.changed() ? text.said() : came;
            }
            return text.said(from, to);
        }
    }

    boolean decided() {
        return places.stream().allMatch(Place::decided);
    }

    int bytes() {
        return event.raw().length;
    }

    /** @param finished what came of the pieces of the choices that it finishes */
    Output rewritten(List<Output.Said> finished) {
        StreamEvent.Change change = event.change();
        int characters = 0;
        for (int i = 0; i < places.size(); i++) {
            Place place = places.get(i);
            String said = place.said(event.texts().get(i).text());
            characters += place.repeats() ? 0 : said.length();
            change.text(i, said);
        }
        return event.finishes().isEmpty()
                ? new Output.Bytes(change.bytes(), characters)
                : new Output.Finish(change, finished, characters);
    }
}
