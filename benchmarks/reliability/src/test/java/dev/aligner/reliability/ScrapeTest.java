package dev.aligner.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScrapeTest {
    private static final Scrape SCRAPE = Scrape.of("""
            # HELP a_total Of a.
            # TYPE a_total counter
            a_total{route="one",outcome="ok"} 2.0
            a_total{route="one",outcome="a \\"quoted\\" one"} 3.0
            a_total{route="two",outcome="ok"} 1.0E1
            b_bucket{le="+Inf"} 4.0 1700000000
            c +Inf
            """);

    @Test
    void samplesAreAddedUpByTheirLabels() {
        assertThat(SCRAPE.series()).isEqualTo(5);
        assertThat(SCRAPE.sum("a_total", Map.of())).isEqualTo(15);
        assertThat(SCRAPE.sum("a_total", Map.of("route", "one"))).isEqualTo(5);
        assertThat(SCRAPE.sum("a_total", Map.of("route", "two", "outcome", "ok")))
                .isEqualTo(10);
        assertThat(SCRAPE.sum("b_bucket", Map.of("le", "+Inf"))).isEqualTo(4);
        assertThat(SCRAPE.sum("c", Map.of())).isInfinite();
        assertThat(SCRAPE.sum("d", Map.of())).isZero();
    }

    @Test
    void residentMemoryIsInKilobytes() throws IOException {
        assertThat(ProcessStatus.residentOf(List.of("VmPeak:\t  900 kB", "VmRSS:\t  512 kB")))
                .isEqualTo(512 * 1024);
    }
}
