package dev.aligner.trainer.synthesize;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A text and what it should become, as a run of segments of which most are the same on both sides. In the resources an
 * edit is written {@code «before|after»}, and {@code «before»} where nothing takes its place.
 */
record Twin(List<Segment> segments) {

    /** A stretch of text on both sides. */
    record Segment(String before, String after) {
        boolean same() {
            return before.equals(after);
        }
    }

    Twin {
        segments = List.copyOf(segments);
    }

    static Twin same(String text) {
        return new Twin(List.of(new Segment(text, text)));
    }

    /** @throws IllegalArgumentException if a mark is not closed, or opened twice */
    static Twin parse(String marked) {
        List<Segment> segments = new ArrayList<>();
        int at = 0;
        while (at < marked.length()) {
            int open = marked.indexOf('«', at);
            String plain = marked.substring(at, open < 0 ? marked.length() : open);
            if (plain.indexOf('»') >= 0) {
                throw new IllegalArgumentException("edit: closed and not opened in '" + marked + "'");
            }
            segments.add(new Segment(plain, plain));
            if (open < 0) {
                break;
            }
            int close = marked.indexOf('»', open);
            if (close < 0 || marked.substring(open + 1, close).indexOf('«') >= 0) {
                throw new IllegalArgumentException("edit: opened and not closed in '" + marked + "'");
            }
            String edit = marked.substring(open + 1, close);
            int bar = edit.indexOf('|');
            segments.add(
                    bar < 0 ? new Segment(edit, "") : new Segment(edit.substring(0, bar), edit.substring(bar + 1)));
            at = close + 1;
        }
        return new Twin(segments);
    }

    String before() {
        return segments.stream().map(Segment::before).collect(Collectors.joining());
    }

    String after() {
        return segments.stream().map(Segment::after).collect(Collectors.joining());
    }

    /** As someone types who has no time for the shift key; what is put in on the right side alone stays as it is. */
    Twin lowerCase() {
        return new Twin(segments.stream()
                .map(segment -> new Segment(
                        segment.before().toLowerCase(Locale.ROOT),
                        segment.same() ? segment.after().toLowerCase(Locale.ROOT) : segment.after()))
                .toList());
    }

    /** A capital at the start of what is left, where the text began with one. */
    Twin sentenceCase() {
        String before = before();
        if (before.isEmpty() || !Character.isUpperCase(before.charAt(0))) {
            return this;
        }
        List<Segment> all = new ArrayList<>(segments);
        for (int i = 0; i < all.size(); i++) {
            String after = all.get(i).after();
            if (!after.isEmpty()) {
                String capital = after.substring(0, 1).toUpperCase(Locale.ROOT) + after.substring(1);
                all.set(i, new Segment(all.get(i).before(), capital));
                break;
            }
        }
        return new Twin(all);
    }

    Twin then(Twin next) {
        List<Segment> joined = new ArrayList<>(segments);
        joined.addAll(next.segments);
        return new Twin(joined);
    }
}
