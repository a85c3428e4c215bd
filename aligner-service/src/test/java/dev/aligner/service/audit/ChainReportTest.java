package dev.aligner.service.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever is done to a log behind its last record, its verification tells. */
class ChainReportTest {
    private static final int RECORDS = 6;
    private static final byte[] LOG = log();

    private static byte[] log() {
        try {
            Path folder = Files.createTempDirectory("chain");
            Path file = folder.resolve("log.jsonl");
            try (ChainedLog log = ChainedLog.open(file)) {
                for (int i = 0; i < RECORDS; i++) {
                    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
                    fields.put("time", Instant.EPOCH.toString());
                    fields.put("action", "NONE");
                    log.append(Instant.EPOCH, fields, 0);
                }
            }
            byte[] bytes = Files.readAllBytes(file);
            Files.delete(file);
            Files.delete(folder);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ChainReport report(byte[] log, @Nullable String anchor) throws IOException {
        Path file = Files.createTempFile("chain", ".jsonl");
        try {
            Files.write(file, log);
            return ChainReport.of(List.of(file), anchor);
        } finally {
            Files.delete(file);
        }
    }

    private static List<String> lines() {
        return new ArrayList<>(new String(LOG, StandardCharsets.UTF_8).lines().toList());
    }

    private static byte[] bytes(List<String> lines) {
        return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void whatWasWrittenIsIntact() throws IOException {
        ChainReport report = report(LOG, null);
        assertThat(report.broken()).isNull();
        assertThat(report.records()).isEqualTo(RECORDS);
        assertThat(report.before()).isEqualTo(Sha256.NONE);
    }

    @Property(tries = 300)
    void aChangedByteBreaksItUnlessItIsOfTheLastRecordWhichAnAnchorHolds(
            @ForAll @IntRange(min = 0, max = 100_000) int at, @ForAll @IntRange(min = 1, max = 255) int change)
            throws IOException {
        byte[] changed = LOG.clone();
        changed[at % LOG.length] ^= (byte) change;
        String last = report(LOG, null).hash();
        ChainReport report = report(changed, last);
        assertThat(report.broken() != null || !report.anchored()).isTrue();
        int lastRecord = bytes(lines().subList(0, RECORDS - 1)).length;
        if (at % LOG.length < lastRecord - 1) {
            assertThat(report.broken()).isNotNull();
        }
    }

    @Property(tries = 50)
    void aRecordThatIsLeftOutOrMovedBreaksIt(
            @ForAll @IntRange(min = 0, max = RECORDS - 2) int one,
            @ForAll @IntRange(min = 0, max = RECORDS - 1) int other)
            throws IOException {
        List<String> without = lines();
        without.remove(one + (one == 0 ? 1 : 0));
        assertThat(report(bytes(without), null).broken()).isNotNull();
        if (one != other) {
            List<String> swapped = lines();
            Collections.swap(swapped, one, other);
            assertThat(report(bytes(swapped), null).broken()).isNotNull();
        }
    }

    @Test
    void anEndThatIsCutOffAtARecordIsToldByAHashThatWasNotedAlone() throws IOException {
        String noted = report(LOG, null).hash();
        byte[] shorter = bytes(lines().subList(0, RECORDS - 1));
        assertThat(report(shorter, null).broken()).isNull();
        assertThat(report(shorter, noted).anchored()).isFalse();
        assertThat(report(LOG, noted).anchored()).isTrue();
    }
}
