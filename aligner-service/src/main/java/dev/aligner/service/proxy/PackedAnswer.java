package dev.aligner.service.proxy;

import dev.aligner.relay.AnswerOutcome;
import dev.aligner.relay.ClientHead;
import dev.aligner.relay.HeldBody;
import dev.aligner.relay.RelayedAnswer;
import dev.aligner.relay.StreamMode;
import dev.aligner.relay.Why;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** An answer in one piece that came packed: it is unpacked to be corrected, and goes out as it came if nothing changed. */
final class PackedAnswer {
    private final RelayedAnswer relayed;
    private final String encoding;
    private final int most;

    /**
     * @param relayed of the answer as if it were not packed
     * @param most bytes that it may have, packed and unpacked
     */
    PackedAnswer(RelayedAnswer relayed, String encoding, int most) {
        this.relayed = relayed;
        this.encoding = encoding;
        this.most = most;
    }

    Flux<byte[]> body(Flux<byte[]> packed) {
        return HeldBody.of(packed, most, () -> relayed.passes(Why.TOO_LARGE), this::corrected);
    }

    private Flux<byte[]> corrected(byte[] packed) {
        Optional<byte[]> unpacked = Packing.unpacked(packed, encoding, most);
        if (unpacked.isEmpty()) {
            relayed.passes(Why.UNSUPPORTED_ENCODING);
            return Flux.just(packed);
        }
        Head head = new Head(relayed.client(), packed.length);
        return relayed.to(head)
                .body(Flux.just(unpacked.get()))
                .flatMap(body -> Mono.just(head.changed ? body : packed));
    }

    /** The client's head, for a body that is sent packed after all if it did not change. */
    private static final class Head implements ClientHead {
        private final ClientHead client;
        private final int packed;
        private boolean changed;

        Head(ClientHead client, int packed) {
            this.client = client;
            this.packed = packed;
        }

        @Override
        public void take(boolean different) {
            changed = different;
            client.take(different);
        }

        @Override
        public void set(String name, String value) {
            client.set(name, value);
        }

        @Override
        public void length(long bytes) {
            client.length(changed ? bytes : packed);
        }

        @Override
        public boolean sent() {
            return client.sent();
        }

        @Override
        public void done(AnswerOutcome outcome) {
            client.done(outcome);
        }

        @Override
        public void held(@Nullable StreamMode mode, Duration time) {
            client.held(mode, time);
        }

        @Override
        public void failed(Why why) {
            client.failed(why);
        }
    }
}
