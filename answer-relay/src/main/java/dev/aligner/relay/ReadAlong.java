package dev.aligner.relay;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/**
 * Gives one text to a corrector while it is still being written. One look at a time: what is written meanwhile is for the
 * next one, so that nothing ever waits for the corrector. Disposed when the text is whole, or nobody wants it any more.
 */
public final class ReadAlong implements Disposable {
    /** Before there are a few words nothing can be told of how the prompt goes on. */
    private static final int FIRST_CHARS = 40;

    private static final int MORE_CHARS = 160;
    /** A look is at the text from its beginning: by a share of it, all looks together cost as much as a few at the whole. */
    private static final int MORE_SHARE = 16;

    private final Function<String, Mono<Void>> corrector;
    private final Runnable free;
    private final Disposable.Swap look = Disposables.swap();
    private final AtomicBoolean looking = new AtomicBoolean();
    private int next = FIRST_CHARS;

    /**
     * @param corrector is given a beginning of the text; ends when it has looked at it
     * @param free told after each look, on whatever thread
     */
    public ReadAlong(Function<String, Mono<Void>> corrector, Runnable free) {
        this.corrector = corrector;
        this.free = free;
    }

    /** Starts a look if none is under way and there is more to see. For one thread at a time. */
    public void grown(CharSequence text) {
        if (text.length() < next || look.isDisposed() || !looking.compareAndSet(false, true)) {
            return;
        }
        next = text.length() + Math.max(MORE_CHARS, text.length() / MORE_SHARE);
        // whatever is wrong with it, its correction says
        look.replace(corrector.apply(text.toString()).subscribe(nothing -> {}, error -> over(), this::over));
    }

    private void over() {
        looking.set(false);
        free.run();
    }

    @Override
    public void dispose() {
        look.dispose();
    }

    @Override
    public boolean isDisposed() {
        return look.isDisposed();
    }
}
