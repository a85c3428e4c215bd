package dev.aligner.service.plug;

import com.google.common.base.Ticker;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.aligner.core.Message;
import dev.aligner.core.Question;
import dev.aligner.service.config.Plug;
import dev.aligner.service.config.PlugsProperties.Remember;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Questions whose answers come with another call. Bounded in number, in bytes and in time; those that were not touched for
 * longest go first.
 *
 * <p>Not Caffeine: it judges by frequency, and of entries that are all asked for once it refuses the new ones for the sake
 * of the old, while here the new ones are those whose answers are still to come.
 */
final class RememberedQuestions {
    /** Of an entry, and of a message, besides its text; in bytes. */
    private static final int OVERHEAD = 256;

    private final Cache<Key, Question> questions;

    /** @param nanos a clock that only goes forward */
    RememberedQuestions(Remember bounds, LongSupplier nanos) {
        long size = bounds.size().toBytes();
        // a cache has one bound: what is smaller than its share counts as a whole one
        long share = size / bounds.entries();
        questions = CacheBuilder.newBuilder()
                // each part of a cache keeps to a part of the bound: one part, one bound
                .concurrencyLevel(1)
                .maximumWeight(size)
                .<Key, Question>weigher((key, question) ->
                        (int) Math.min(Integer.MAX_VALUE, Math.max(share, bytes(key.id(), question))))
                .expireAfterWrite(bounds.ttl())
                .ticker(new Ticker() {
                    @Override
                    public long read() {
                        return nanos.getAsLong();
                    }
                })
                .build();
    }

    private record Key(Plug plug, String id) {}

    /** A later question takes the place of one with the same id: its host tries again. */
    void put(Plug plug, String id, Question question) {
        questions.put(new Key(plug, id), question);
    }

    /** Stays there: a stream is shown in several calls. */
    @Nullable
    Question of(Plug plug, String id) {
        return questions.getIfPresent(new Key(plug, id));
    }

    private static long bytes(String id, Question question) {
        long units = id.length();
        for (Message message : question.messages()) {
            units += message.content().length();
        }
        return OVERHEAD + (long) OVERHEAD * question.messages().size() + 2 * units;
    }
}
