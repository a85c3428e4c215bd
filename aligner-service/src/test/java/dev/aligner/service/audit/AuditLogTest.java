package dev.aligner.service.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(OutputCaptureExtension.class)
class AuditLogTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Path FULL_DISK = Path.of("/dev/full");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-30T23:00:00Z"));
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("audit.jsonl");
    }

    private AuditLog open(Path path, boolean required, int keepDays) throws IOException {
        return AuditLog.open(new AuditLog.Settings(path, 100, required, keepDays), now::get, meters);
    }

    private static Mono<Void> write(Audit audit) {
        return audit.write(Entries.ORIGIN, Entries.request("safe"), Entries.CARD, Entries.done());
    }

    private void written(int records, int keepDays) throws IOException {
        try (AuditLog audit = open(file, false, keepDays)) {
            for (int i = 0; i < records; i++) {
                var unused = write(audit);
            }
        }
    }

    private ChainReport report(Path... files) throws IOException {
        return ChainReport.of(List.of(files), null);
    }

    private double count(String meter) {
        return meters.get(meter).counter().count();
    }

    @Test
    void aRecordSaysWhatWasCorrectedByWhatAndHoldsNoText() throws IOException {
        written(1, 0);
        String line = Files.readString(file);
        JsonNode record = JSON.readTree(line);
        assertThat(line).doesNotContain("confidence", "lacks", "safer");
        assertThat(record.get("surface").stringValue()).isEqualTo("rest");
        assertThat(record.get("request_id").stringValue()).isEqualTo("req_1");
        assertThat(record.get("key").stringValue()).isEqualTo("key_7");
        assertThat(record.get("answer_sha256").stringValue()).isEqualTo(Sha256.of(Entries.ANSWER));
        assertThat(record.get("correction_sha256").stringValue()).isEqualTo(Sha256.of(Entries.CORRECTION));
        assertThat(record.get("question_sha256").stringValue())
                .isEqualTo(Sha256.of("[{\"role\":\"user\",\"content\":\"" + Entries.QUESTION + "\"}]"));
        assertThat(record.get("model_sha256").stringValue()).isEqualTo("ab12");
        assertThat(record.get("template").stringValue()).isEqualTo("t1");
        assertThat(record.get("instruction").stringValue()).isEqualTo("safe");
        assertThat(record.get("instruction_sha256").stringValue()).isEqualTo(Sha256.of("Make it safer."));
        assertThat(record.get("strength").doubleValue()).isEqualTo(1);
        assertThat(record.get("sampling").has("seed")).isTrue();
        assertThat(record.get("action").stringValue()).isEqualTo("CORRECTED");
        assertThat(record.get("kept").booleanValue()).isFalse();
        assertThat(record.get("timings").has("total_ms")).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void anInstructionThatIsNoNameIsNotWritten() throws IOException {
        try (AuditLog audit = open(file, false, 0)) {
            var unused =
                    audit.write(Entries.ORIGIN, Entries.request("Take out Mr Smith."), Entries.CARD, Entries.done());
        }
        assertThat(Files.readString(file)).doesNotContain("Smith").contains(Sha256.of("Take out Mr Smith."));
    }

    @Test
    void aRestartGoesOnWithTheChain() throws IOException {
        written(3, 0);
        written(2, 0);
        assertThat(report(file).broken()).isNull();
        assertThat(report(file).records()).isEqualTo(5);
        assertThat(report(file).last()).isEqualTo(5);
    }

    @Test
    void aRecordThatAKilledProcessLeftHalfIsRecognisedAndDroppedByTheNext() throws IOException {
        written(2, 0);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length - 10));
        assertThat(report(file).broken()).isNull();
        assertThat(report(file).records()).isEqualTo(1);
        assertThat(report(file).cutBytes()).isPositive();

        written(1, 0);
        assertThat(report(file).broken()).isNull();
        assertThat(report(file).cutBytes()).isZero();
        assertThat(JSON.readTree(Files.readAllLines(file).get(1))
                        .get("cut_bytes")
                        .longValue())
                .isPositive();
    }

    @Test
    void aClockThatGoesBackAndForwardLeavesTheFilesInTheChainsOrder() throws IOException {
        for (String time : List.of("2026-11-30T23:00:00Z", "2026-12-02T10:00:00Z", "2026-11-28T10:00:00Z")) {
            now.set(Instant.parse(time));
            written(1, 0);
        }
        now.set(Instant.parse("2026-11-29T10:00:00Z"));
        written(1, 0);
        now.set(Instant.parse("2026-12-02T11:00:00Z"));
        written(1, 0);
        List<Path> files = new ArrayList<>(
                DailyFiles.of(file).all().stream().map(DailyFiles.Dated::path).toList());
        files.add(file);
        assertThat(files).hasSize(4);
        assertThat(starts(files)).isSorted();
        assertThat(ChainReport.of(files, null).broken()).isNull();
        assertThat(ChainReport.of(files, null).records()).isEqualTo(5);
        Collections.reverse(files);
        assertThat(ChainReport.of(files, null).broken()).isNull();
        Collections.reverse(files);

        // a process that is killed between setting one aside and its first record
        Files.move(file, folder.resolve("audit.2026-12-02.jsonl"));
        written(1, 0);
        files.set(files.size() - 1, folder.resolve("audit.2026-12-02.jsonl"));
        files.add(file);
        assertThat(starts(files)).isSorted();
        assertThat(ChainReport.of(files, null).broken()).isNull();
        assertThat(ChainReport.of(files.subList(1, files.size()), null).broken())
                .isNull();
        files.remove(1);
        assertThat(ChainReport.of(files, null).broken()).contains("expected");
    }

    /** The number of each one's first record. */
    private static List<Long> starts(List<Path> files) throws IOException {
        List<Long> starts = new ArrayList<>();
        for (Path path : files) {
            starts.add(JSON.readTree(Files.readAllLines(path).get(0)).get("seq").longValue());
        }
        return starts;
    }

    @Test
    void aLogThatDoesNotEndAsOneIsNotGoneOnWith() throws IOException {
        Files.writeString(file, "somebody's notes\n");
        assertThatThrownBy(() -> open(file, false, 0)).isInstanceOf(IOException.class);
        assertThat(Files.readString(file)).isEqualTo("somebody's notes\n");
    }

    @Test
    void twoWritersOfOneFileAreRefused() throws IOException {
        try (AuditLog first = open(file, false, 0)) {
            assertThat(first.enabled()).isTrue();
            assertThatThrownBy(() -> open(file, false, 0)).hasMessageContaining("another writer has it");
        }
    }

    @Test
    void eachDayHasItsFileAndTheChainGoesThroughAll() throws IOException {
        written(2, 0);
        now.set(Instant.parse("2026-12-01T00:00:01Z"));
        written(2, 0);
        Path before = folder.resolve("audit.2026-11-30.jsonl");
        assertThat(report(before).records()).isEqualTo(2);
        assertThat(report(before, file).broken()).isNull();
        assertThat(report(before, file).records()).isEqualTo(4);
        Files.delete(file);
        written(1, 0);
        assertThat(report(before, file).last())
                .as("goes on from the newest that is there")
                .isEqualTo(3);
    }

    @Test
    void aClockThatGoesBackBreaksNothing() throws IOException {
        written(1, 0);
        now.updateAndGet(time -> time.minus(Duration.ofDays(1)));
        written(1, 0);
        assertThat(report(file).records()).isEqualTo(2);
        assertThat(report(file).broken()).isNull();
    }

    @Test
    void textsAreKeptApartAndForSoManyDays() throws IOException {
        written(1, 2);
        Path first = folder.resolve("audit-content.2026-11-30.jsonl");
        assertThat(Files.readString(first)).contains(Entries.ANSWER, Entries.CORRECTION);
        assertThat(Files.readString(file)).doesNotContain("lacks").contains("\"kept\":true");
        List<KeptCorrection> kept = new ArrayList<>();
        LoggedCorrections.of(file).withTexts(LoggedCorrections.textsBeside(file).get(0), kept::add);
        assertThat(kept)
                .singleElement()
                .matches(KeptCorrection::intact)
                .matches(one -> one.corrected("It lacks a key."));
        assertThat(kept.get(0).request(PATIENCE).answer()).isEqualTo(Entries.ANSWER);

        now.set(Instant.parse("2026-12-01T12:00:00Z"));
        written(1, 2);
        assertThat(first).as("yesterday's").exists();
        now.set(Instant.parse("2026-12-02T12:00:00Z"));
        written(1, 2);
        assertThat(first).as("of the day before").doesNotExist();
        assertThat(LoggedCorrections.textsBeside(folder.resolve("audit.2026-11-30.jsonl")))
                .hasSize(2);
    }

    @Test
    void aFullDiskIsToldOnceAndItsRecordsAreCounted(CapturedOutput output) throws IOException {
        try (AuditLog audit = open(FULL_DISK, false, 0)) {
            for (int i = 0; i < 5; i++) {
                StepVerifier.create(write(audit)).expectComplete().verify(PATIENCE);
            }
        }
        assertThat(count("aligner.audit.lost")).isEqualTo(5);
        assertThat(count("aligner.audit.records")).isZero();
        assertThat(output.getAll().split("audit: it cannot be written", -1)).hasSize(2);
    }

    @Test
    void whereRecordsAreRequiredAFullDiskLetsNothingOut() throws IOException {
        try (AuditLog audit = open(FULL_DISK, true, 0)) {
            StepVerifier.create(write(audit))
                    .expectErrorSatisfies(error ->
                            assertThat(((AlignerException) error).code()).isEqualTo(ErrorCode.NOT_READY))
                    .verify(PATIENCE);
        }
    }

    @Test
    void whenItCanBeWrittenAgainTheLogSaysWhatItLacks(CapturedOutput output) throws IOException {
        Path inside = Files.createDirectory(folder.resolve("inside")).resolve("audit.jsonl");
        try (AuditLog audit = open(inside, true, 0)) {
            StepVerifier.create(write(audit)).expectComplete().verify(PATIENCE);
            Files.delete(inside);
            Files.delete(inside.getParent());
            now.updateAndGet(time -> time.plus(Duration.ofDays(1)));
            StepVerifier.create(write(audit)).expectError().verify(PATIENCE);
            Files.createDirectory(inside.getParent());
            StepVerifier.create(write(audit)).expectComplete().verify(PATIENCE);
        }
        assertThat(JSON.readTree(Files.readString(inside)).get("lost").longValue())
                .isEqualTo(1);
        assertThat(report(inside).lost()).isEqualTo(1);
        assertThat(output.getAll()).contains("audit: it can be written again; 1 records are lost");
    }

    @Test
    void whatFindsNoPlaceIsLostAndCountedAndNobodyWaits() throws IOException {
        AuditLog.Settings settings = new AuditLog.Settings(file, 2, false, 0);
        try (ChainedLog log = ChainedLog.open(file)) {
            // never started, so that nothing is taken from the queue
            AuditWriter writer = new AuditWriter(log, null, settings, now::get, meters);
            AuditLog audit = new AuditLog(writer, settings, now::get, meters);
            for (int i = 0; i < 5; i++) {
                StepVerifier.create(write(audit)).expectComplete().verify(PATIENCE);
            }
        }
        assertThat(count("aligner.audit.lost")).isEqualTo(3);
    }

    @Test
    void whatWaitsAtTheEndIsWritten() throws IOException {
        written(80, 0);
        assertThat(report(file).records()).isEqualTo(80);
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.UTF_8)).endsWith("}\n");
    }
}
