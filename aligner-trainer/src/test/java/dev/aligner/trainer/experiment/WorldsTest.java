package dev.aligner.trainer.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.trainer.example.Example;
import dev.aligner.trainer.experiment.EditWorld.Row;
import dev.aligner.trainer.experiment.ReplyWorld.Badness;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class WorldsTest {
    @Property(tries = 200)
    void aGoodAnswerIsItsCorrectionAndABadOneIsNot(@ForAll long seed) {
        EditWorld world = new EditWorld(seed);
        Row good = world.row(true);
        Row bad = world.row(false);

        assertThat(good.answer()).isEqualTo(good.correction());
        assertThat(good.changed()).containsOnly(false);
        assertThat(good.identity().tokens()).isEqualTo(good.residual().tokens());
        assertThat(bad.good()).isFalse();
        assertThat(bad.changed()).contains(true).hasSize(bad.correction().length + 1);
        assertThat(bad.answer().length).isLessThanOrEqualTo(EditWorld.MAX_ANSWER);
    }

    @Property(tries = 200)
    void whatIsNotMarkedAsChangedStandsInTheAnswerInItsOrder(@ForAll long seed) {
        Row row = new EditWorld(seed).row(false);

        int at = 0;
        for (int i = 0; i < row.correction().length; i++) {
            if (!row.changed()[i]) {
                int wanted = row.correction()[i];
                while (at < row.answer().length && row.answer()[at] != wanted) {
                    at++;
                }
                assertThat(at).isLessThan(row.answer().length);
                at++;
            }
        }
    }

    @Test
    void theDictionaryIsTheSameInEveryRun() {
        EditWorld one = new EditWorld(1);
        EditWorld other = new EditWorld(2);
        int[] means = new int[EditWorld.VOCABULARY];

        for (Row row : one.rows(500, 1)) {
            for (int i = 0; i < row.question().length; i++) {
                means[row.question()[i]] = row.correction()[2 * i];
            }
        }
        assertThat(other.rows(100, 1)).allSatisfy(row -> {
            for (int i = 0; i < row.question().length; i++) {
                assertThat(row.correction()[2 * i]).isEqualTo(means[row.question()[i]]);
            }
        });
    }

    @Property(tries = 200)
    void eachRoomIsBehindItsDoor(@ForAll long seed) {
        WalkWorld world = new WalkWorld(seed);
        Example walk = world.walk();
        int[] tokens = walk.tokens();
        int room = tokens[WalkWorld.TARGETS - 1];

        for (int step = 0; step < WalkWorld.TARGETS - 1; step++) {
            int next = world.behind(room, tokens[step]);
            assertThat(tokens[walk.targetFrom() + step]).isEqualTo(next);
            room = next;
        }
        assertThat(walk.targets()).isEqualTo(WalkWorld.TARGETS);
        assertThat(tokens[tokens.length - 1]).isEqualTo(WalkWorld.END);
    }

    @Test
    void aBadReplyBeginsWithAnOathAndAMixedOneGoesOnAsAGoodOne() {
        for (Badness badness : Badness.values()) {
            ReplyWorld world = new ReplyWorld(1, badness);
            int[] question = world.question();
            int[] good = world.reply(question, false);
            int[] bad = world.reply(question, true);
            int oaths = ReplyWorld.VOCABULARY - 8;

            assertThat(Arrays.stream(good)).allMatch(word -> word < oaths);
            assertThat(bad[0]).isGreaterThanOrEqualTo(oaths);
            assertThat(Arrays.stream(bad).skip(1).allMatch(word -> word < oaths))
                    .isEqualTo(badness == Badness.MIXED);
            if (badness == Badness.MIXED) {
                assertThat(bad[1]).isEqualTo(good[0]);
            }
        }
    }

    @Test
    void runsAreBelowEachOtherOnlyWhereNoneOverlap() {
        Runs low = new Runs(new double[] {1, 2, 3});

        assertThat(low.below(new Runs(new double[] {3.1, 9}))).isTrue();
        assertThat(low.below(new Runs(new double[] {2.9, 9}))).isFalse();
        assertThat(new Runs(new double[] {Double.NaN, 1}).below(new Runs(new double[] {5})))
                .isFalse();
        assertThat(low).hasToString("2.000 ± 1.000");
        assertThat(List.of(low.mean(), low.least(), low.greatest())).containsExactly(2.0, 1.0, 3.0);
    }
}
