package dev.aligner.trainer.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BatchesTest {
    private static final int MAX_TOKENS = 120;

    record Unit(int number, Size size) {}

    @Property
    void everyUnitIsInAnEpochOnceAndNoBatchIsTooLarge(
            @ForAll("units") List<Unit> units, @ForAll long seed, @ForAll @IntRange(max = 5) int epoch) {
        List<List<Unit>> batches = batches(units, seed).epoch(epoch);
        assertThat(batches.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(units);
        assertThat(batches).allSatisfy(batch -> {
            int sequences =
                    batch.stream().mapToInt(unit -> unit.size().sequences()).sum();
            int longest =
                    batch.stream().mapToInt(unit -> unit.size().tokens()).max().orElseThrow();
            assertThat(sequences * longest).isLessThanOrEqualTo(MAX_TOKENS);
        });
    }

    @Property(tries = 200)
    void aTrainingGoesOnFromAnyPositionAsIfItHadNotStopped(
            @ForAll("units") List<Unit> units, @ForAll long seed, @ForAll @IntRange(max = 20) int stop) {
        List<Batch<Unit>> whole = take(batches(units, seed).from(Batch.Position.START), stop + 10);
        Batch.Position stopped = whole.get(stop).next();
        List<Batch<Unit>> rest = take(batches(units, seed).from(stopped), 9);
        assertThat(rest).isEqualTo(whole.subList(stop + 1, stop + 10));
    }

    @Property(tries = 50)
    void theBatchesOneByOneAreThoseOfTheEpochs(@ForAll("units") List<Unit> units, @ForAll long seed) {
        Batches<Unit> batches = batches(units, seed);
        List<List<Unit>> epochs = new ArrayList<>(batches.epoch(0));
        epochs.addAll(batches.epoch(1));
        assertThat(take(batches.from(Batch.Position.START), epochs.size()).stream()
                        .map(Batch::units)
                        .toList())
                .isEqualTo(epochs);
    }

    @Provide
    Arbitrary<List<Unit>> units() {
        Arbitrary<Size> sizes = Combinators.combine(
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.integers().between(1, 30))
                .as(Size::new);
        return sizes.list()
                .ofMinSize(1)
                .ofMaxSize(60)
                .map(list -> IntStream.range(0, list.size())
                        .mapToObj(i -> new Unit(i, list.get(i)))
                        .toList());
    }

    @Test
    void epochsAndSeedsHaveOrdersOfTheirOwn() {
        List<Unit> units = IntStream.range(0, 100)
                .mapToObj(i -> new Unit(i, new Size(1, 1 + i % 30)))
                .toList();
        List<List<Unit>> batches = batches(units, 1).epoch(0);
        assertThat(batches(units, 1).epoch(1)).isNotEqualTo(batches);
        assertThat(batches(units, 2).epoch(0)).isNotEqualTo(batches);
    }

    @Test
    void littleIsPadded() {
        List<Unit> units = IntStream.range(0, 5000)
                .mapToObj(i -> new Unit(i, new Size(1, 1 + i * 7919 % 500)))
                .toList();
        List<List<Unit>> batches = new Batches<>(units, Unit::size, 4096, 1).epoch(0);
        long tokens = units.stream().mapToLong(unit -> unit.size().tokens()).sum();
        long padded = batches.stream()
                .mapToLong(batch -> (long) batch.size()
                        * batch.stream()
                                .mapToInt(unit -> unit.size().tokens())
                                .max()
                                .orElseThrow())
                .sum();
        assertThat((double) padded / tokens).isLessThan(1.03);
    }

    @Test
    void aUnitThatFitsNoBatchIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> batches(List.of(new Unit(0, new Size(2, 61))), 1))
                .withMessage(
                        "unit: 2 sequences of 61 tokens (expected: at most 120 tokens together, the size of a batch)");
        assertThatIllegalArgumentException().isThrownBy(() -> batches(List.of(), 1));
    }

    @Test
    void aPositionBeyondTheEpochIsRefused() {
        Batches<Unit> batches = batches(List.of(new Unit(0, new Size(1, 1))), 1);
        assertThatIllegalArgumentException().isThrownBy(() -> batches.from(new Batch.Position(0, 1)));
    }

    private static Batches<Unit> batches(List<Unit> units, long seed) {
        return new Batches<>(units, Unit::size, MAX_TOKENS, seed);
    }

    private static <T> List<T> take(Iterator<T> iterator, int count) {
        List<T> taken = new ArrayList<>();
        while (taken.size() < count) {
            taken.add(iterator.next());
        }
        return taken;
    }
}
