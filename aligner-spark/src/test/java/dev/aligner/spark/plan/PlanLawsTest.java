package dev.aligner.spark.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class PlanLawsTest {
    @Property
    void aClassHoldsLengthsWithinHalfOfEachOther(@ForAll @LongRange(min = 1, max = 1L << 40) long tokens) {
        int lengthClass = LengthClass.of(tokens);

        assertThat(LengthClass.of(tokens + 1)).isBetween(lengthClass, lengthClass + 2);
        assertThat(LengthClass.of(tokens + (tokens + 1) / 2)).isGreaterThan(lengthClass);
    }

    @Property(tries = 200)
    void everyRowHasOnePartitionInAChunkOfThePlan(
            @ForAll @Size(max = 300) List<@LongRange(min = 1, max = 5000) Long> rows,
            @ForAll @LongRange(min = 1, max = 20_000) long partitionTokens,
            @ForAll @IntRange(min = 1, max = 40) int chunkParts) {
        Plan plan = Plan.of(lengths(rows), partitionTokens, chunkParts);

        for (int row = 0; row < rows.size(); row++) {
            int part = plan.part(rows.get(row), row);
            assertThat(part).isBetween(0, plan.parts() - 1).isEqualTo(plan.part(rows.get(row), row));
            assertThat(plan.chunk(part)).isBetween(0, plan.chunks() - 1);
        }
    }

    @Property(tries = 200)
    void bucketsShareOutAllRowsFromTheLongestDown(
            @ForAll @Size(max = 300) List<@LongRange(min = 1, max = 5000) Long> rows,
            @ForAll @LongRange(min = 1, max = 20_000) long partitionTokens) {
        List<Bucket> buckets = Plan.of(lengths(rows), partitionTokens, 8).buckets();

        int parts = 0;
        int shortest = Integer.MAX_VALUE;
        for (Bucket bucket : buckets) {
            assertThat(bucket.firstPart()).isEqualTo(parts);
            assertThat(bucket.longest()).isLessThan(shortest).isGreaterThanOrEqualTo(bucket.shortest());
            parts += bucket.parts();
            shortest = bucket.shortest();
        }
        long tokens = rows.stream().mapToLong(Long::longValue).sum();
        assertThat(buckets.stream().mapToLong(Bucket::rows).sum()).isEqualTo(rows.size());
        assertThat(buckets.stream().mapToLong(Bucket::tokens).sum()).isEqualTo(tokens);
        // never more tasks than the tokens are worth, but for one that each bucket may end with
        assertThat((long) parts).isLessThanOrEqualTo(tokens / partitionTokens + buckets.size());
    }

    @Property(tries = 200)
    void onlyTheLastBucketIsWorthLessThanAPartition(
            @ForAll @Size(max = 300) List<@LongRange(min = 1, max = 5000) Long> rows,
            @ForAll @LongRange(min = 1, max = 20_000) long partitionTokens) {
        List<Bucket> buckets = Plan.of(lengths(rows), partitionTokens, 8).buckets();

        assertThat(buckets.stream().limit(Math.max(0, buckets.size() - 1)))
                .allSatisfy(bucket -> assertThat(bucket.tokens()).isGreaterThanOrEqualTo(partitionTokens));
    }

    /** Lengths as answers have them, most short and a few very long, and sorted as files often are. */
    @Example
    void partitionsOfASkewedDataSetCostAboutTheSame() {
        Random random = new Random(7);
        List<Long> rows = LongStream.range(0, 60_000)
                .map(row -> 1 + (long) Math.min(20_000, 80 * Math.exp(1.2 * random.nextGaussian())))
                .sorted()
                .boxed()
                .toList();
        long partitionTokens = 100_000;
        Plan plan = Plan.of(lengths(rows), partitionTokens, 8);

        Map<Integer, Long> tokens = new HashMap<>();
        for (int row = 0; row < rows.size(); row++) {
            tokens.merge(plan.part(rows.get(row), row), rows.get(row), Long::sum);
        }
        assertThat(tokens).hasSize(plan.parts());
        Bucket last = plan.buckets().get(plan.buckets().size() - 1);
        tokens.forEach((part, sum) -> {
            if (part < last.firstPart()) {
                assertThat(sum).as("partition %s", part).isBetween(partitionTokens / 3, partitionTokens * 3 / 2);
            }
        });
    }

    @Example
    void aPlanOfMillionsOfPartitionsIsRefused() {
        Lengths lengths = new Lengths().add(LengthClass.of(2000), 1L << 31, 2000L << 31);

        assertThatThrownBy(() -> Plan.of(lengths, 1000, 8))
                .isInstanceOf(AlignerException.class)
                .hasMessageContaining("partition-tokens");
    }

    @Property
    void anEstimateGrowsWithTheTextAndIsNeverNothing(
            @ForAll @LongRange(min = 0, max = 1 << 20) long question,
            @ForAll @LongRange(min = 0, max = 1 << 20) long answer) {
        long tokens = TokenEstimate.of(question, answer);

        assertThat(tokens).isPositive();
        assertThat(TokenEstimate.of(question + 4, answer)).isEqualTo(tokens + 1);
        assertThat(TokenEstimate.of(question, answer + 4)).isEqualTo(tokens + 2);
    }

    private static Lengths lengths(List<Long> rows) {
        Lengths lengths = new Lengths();
        rows.forEach(tokens -> lengths.add(LengthClass.of(tokens), 1, tokens));
        return lengths;
    }
}
