package dev.aligner.remote;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Looks from time to time whether the server answers, and tells the breaker. While requests are under way they tell
 * themselves, and a look is not only needless: llama-cpp-python ends a stream when another request comes. Owned by the
 * loop.
 */
final class Health {
    private final Loop loop;
    private final HttpCalls http;
    private final URI uri;
    private final Duration interval;
    private final Breaker breaker;
    private final Line line;
    private HttpCalls.@Nullable Call looking;
    private Loop.@Nullable Timer next;
    private boolean stopped;

    Health(Loop loop, HttpCalls http, RemoteOptions options, Breaker breaker, Line line) {
        this.loop = loop;
        this.http = http;
        this.uri = options.at("/models");
        this.interval = options.times().probe();
        this.breaker = breaker;
        this.line = line;
    }

    Duration interval() {
        return interval;
    }

    void look() {
        if (stopped) {
            return;
        }
        if (line.running() > 0) {
            next = loop.after(interval, this::look);
            return;
        }
        Look look = new Look();
        HttpCalls.Call call = http.get(uri, look);
        looking = call;
        next = loop.after(interval, () -> {
            if (!look.over) {
                call.cancel();
                look.over(false);
            }
            look();
        });
    }

    void stop() {
        stopped = true;
        if (looking != null) {
            looking.cancel();
        }
        if (next != null) {
            next.cancel();
        }
    }

    /** One look; the head of an answer is enough, but its connection is used again if its body is read. */
    private final class Look implements Answer {
        private boolean over;

        private void over(boolean answered) {
            if (over) {
                return;
            }
            over = true;
            if (answered) {
                breaker.succeeded();
            } else {
                breaker.failed();
            }
        }

        @Override
        public void began(int status, String contentType, @Nullable Duration retryAfter) {
            over(status == Refusal.OK);
        }

        @Override
        public void bytes(byte[] bytes) {
            // a list of models
        }

        @Override
        public void ended() {
            over(true);
        }

        @Override
        public void broken(Throwable error) {
            over(false);
        }
    }
}
