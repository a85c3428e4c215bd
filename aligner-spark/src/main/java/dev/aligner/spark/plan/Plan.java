package dev.aligner.spark.plan;

import dev.aligner.core.AlignerException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Which partition a row belongs to, and which chunk a partition. Rows of similar length share a partition, so that they fill
 * a batch evenly; partitions have about the same tokens, so that none is waited for; and the longest rows come first, so that
 * what runs last is short.
 *
 * @param partitionTokens tokens of a partition, about
 * @param chunkParts partitions of a chunk: what is committed together
 * @param buckets the longest rows first, their classes and partitions without gap
 */
public record Plan(long partitionTokens, int chunkParts, List<Bucket> buckets) implements Serializable {
    /** With more, the plan's own files are the work. */
    static final int MOST_PARTS = 1_000_000;

    public Plan {
        buckets = List.copyOf(buckets);
    }

    /** @throws AlignerException INVALID_FIELD if there would be more partitions than anybody can want */
    public static Plan of(Lengths lengths, long partitionTokens, int chunkParts) {
        if (partitionTokens < 1 || chunkParts < 1) {
            throw new IllegalArgumentException(
                    "partitionTokens, chunkParts: " + partitionTokens + ", " + chunkParts + " (expected: both >= 1)");
        }
        List<Bucket> buckets = new ArrayList<>();
        List<LengthCount> open = new ArrayList<>();
        long tokens = 0;
        int parts = 0;
        for (LengthCount count : lengths.longestFirst()) {
            open.add(count);
            tokens += count.tokens();
            if (tokens >= partitionTokens) {
                Bucket bucket = bucket(open, parts, partitionTokens);
                buckets.add(bucket);
                parts = next(bucket, partitionTokens);
                open.clear();
                tokens = 0;
            }
        }
        if (!open.isEmpty()) {
            buckets.add(bucket(open, parts, partitionTokens));
        }
        return new Plan(partitionTokens, chunkParts, buckets);
    }

    private static Bucket bucket(List<LengthCount> counts, int firstPart, long partitionTokens) {
        long rows = counts.stream().mapToLong(LengthCount::rows).sum();
        long tokens = counts.stream().mapToLong(LengthCount::tokens).sum();
        long parts = Math.max(1, Math.min(rows, (tokens + partitionTokens - 1) / partitionTokens));
        return new Bucket(
                counts.get(counts.size() - 1).lengthClass(),
                counts.get(0).lengthClass(),
                firstPart,
                (int) Math.min(parts, MOST_PARTS + 1L),
                rows,
                tokens);
    }

    private static int next(Bucket bucket, long partitionTokens) {
        int next = bucket.firstPart() + bucket.parts();
        if (next > MOST_PARTS) {
            throw AlignerException.invalidField(
                    "partition-tokens",
                    "partition-tokens: " + partitionTokens + " makes more than " + MOST_PARTS
                            + " partitions (expected: a larger number)");
        }
        return next;
    }

    public int parts() {
        return buckets.stream().mapToInt(Bucket::parts).sum();
    }

    public int chunks() {
        return (parts() + chunkParts - 1) / chunkParts;
    }

    public int chunk(int part) {
        return part / chunkParts;
    }

    /**
     * The partition of a row.
     *
     * @param row a number of its own, the same whenever it is asked for
     */
    public int part(long tokens, long row) {
        int lengthClass = LengthClass.of(tokens);
        for (Bucket bucket : buckets) {
            if (lengthClass >= bucket.shortest()) {
                return bucket.firstPart() + (int) Long.remainderUnsigned(mixed(row), bucket.parts());
            }
        }
        throw new IllegalStateException(
                "tokens: " + tokens + ", a length that was not counted (expected: an input that does not change)");
    }

    /** Neighbours are far apart (SplitMix64's finaliser, Steele et al. 2014): rows often come sorted by something. */
    private static long mixed(long row) {
        long z = row + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
