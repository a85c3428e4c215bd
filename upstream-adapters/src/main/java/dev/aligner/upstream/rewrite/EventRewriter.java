package dev.aligner.upstream.rewrite;

import dev.aligner.upstream.AnswerStream;
import dev.aligner.upstream.StreamEvent;
import dev.aligner.upstream.Untouched;
import java.util.ArrayList;
import java.util.List;

/** From bytes to events, which are taken one after the other; then what can go out goes out. */
abstract sealed class EventRewriter implements Rewriter permits StreamRewriter, TrailingRewriter {
    private final AnswerStream stream;
    private boolean opaque;
    private boolean unread;

    EventRewriter(AnswerStream stream) {
        this.stream = stream;
    }

    abstract void take(StreamEvent event, List<Output> out);

    /** No event follows. */
    abstract void complete();

    /** Starts what can be started and sends what can be sent. */
    abstract void advance(List<Output> out);

    @Override
    public final List<Output> push(byte[] bytes) {
        return taken(stream.push(bytes), false);
    }

    @Override
    public final List<Output> end() {
        return taken(stream.end(), true);
    }

    @Override
    public final boolean unread() {
        return unread || stream.broken();
    }

    private List<Output> taken(List<StreamEvent> events, boolean last) {
        List<Output> out = new ArrayList<>();
        events.forEach(event -> {
            unread |= event.unread();
            take(event, out);
        });
        if (last) {
            complete();
        }
        advance(out);
        if (stream.broken() && !opaque) {
            // texts may go on, and end, where nobody reads them
            opaque = true;
            out.addAll(release(Untouched.PARSE_ERROR));
        }
        return out;
    }
}
