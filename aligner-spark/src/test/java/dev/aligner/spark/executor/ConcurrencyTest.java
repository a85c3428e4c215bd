package dev.aligner.spark.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConcurrencyTest {
    @Property
    void theTasksOfAnExecutorFillItsSlotsAndTheQueueTakesTheRest(
            @ForAll @IntRange(min = 1, max = 1024) int slots, @ForAll @IntRange(min = 1, max = 256) int tasks) {
        Concurrency concurrency = Concurrency.of(slots, tasks, 0);

        assertThat(concurrency.places()).isGreaterThan(slots);
        assertThat(concurrency.places()).isEqualTo(slots + concurrency.queue());
        assertThat(concurrency.queue()).isLessThanOrEqualTo(3 * tasks);
    }

    @Example
    void whatIsWishedIsWhatIsInFlight() {
        assertThat(Concurrency.of(8, 2, 3)).isEqualTo(new Concurrency(8, 2, 3));
        assertThat(new Concurrency(8, 2, 3).queue()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "3, spark://a:7077, 3",
        "'', local[5], 5",
        "'', 'local[2,4]', 2",
        "'', local, 1",
        "7, local[2], 2",
    })
    void coresAreThoseOfTheExecutor(String configured, String master, int cores) {
        assertThat(ExecutorPlace.cores(configured, master)).isEqualTo(cores);
    }

    @Example
    void aWorkerThatWasNotToldOtherwiseGivesAllOfItsMachine() {
        int all = Runtime.getRuntime().availableProcessors();

        assertThat(ExecutorPlace.cores("", "spark://a:7077")).isEqualTo(all);
        assertThat(ExecutorPlace.cores("", "local[*]")).isEqualTo(all);
    }

    @Example
    void anAddressHasTheTasksGpu() {
        assertThat(new ExecutorPlace("0", 4, 1, "3").address("http://127.0.0.1:800{gpu}/v1"))
                .isEqualTo("http://127.0.0.1:8003/v1");
        assertThat(new ExecutorPlace("0", 4, 1, null).address("http://gpu:8000/v1"))
                .isEqualTo("http://gpu:8000/v1");
        assertThatThrownBy(() -> new ExecutorPlace("0", 4, 1, null).address("http://127.0.0.1:800{gpu}/v1"))
                .hasMessageContaining("spark.task.resource.gpu.amount");
    }
}
