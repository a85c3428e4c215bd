package dev.aligner.spark.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.edit.Edit;
import dev.aligner.core.edit.Edits;
import dev.aligner.spark.FakeService;
import dev.aligner.spark.LocalSpark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(900)
class DataSetRunTest {
    private static SparkSession session;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        session = LocalSpark.start();
    }

    @AfterAll
    static void stop() {
        session.stop();
    }

    /** The longer the number the longer the answer, from a line to a page. */
    private static String answer(int row) {
        return ("Row " + row + " is " + (row % 3 == 0 ? "bad" : "fine") + ", 蜘蛛 \ud83d\ude00. ").repeat(1 + row / 4);
    }

    private static String json(int row, String answer) {
        return "{\"id\": \"r" + row + "\", \"question\": \"Why " + row + "?\", \"answer\": \"" + answer
                + "\", \"instruction\": " + (row % 2 == 0 ? "\"Be kind.\"" : "null") + ", \"score\": " + row
                + ".5, \"tags\": [\"a\", \"b" + row + "\"], \"origin\": {\"n\": " + row + "}}";
    }

    private Path input(int rows, String... more) throws IOException {
        List<String> lines = new ArrayList<>(
                IntStream.range(0, rows).mapToObj(row -> json(row, answer(row))).toList());
        lines.addAll(List.of(more));
        return Files.write(folder.resolve("in.jsonl"), lines);
    }

    private static Map<String, Row> byId(Dataset<Row> rows) {
        return rows.collectAsList().stream()
                .collect(Collectors.toMap(row -> String.valueOf(row.<Object>getAs("id")), Function.identity()));
    }

    private static Row row(Map<String, Row> rows, String id) {
        return Objects.requireNonNull(rows.get(id), id);
    }

    private Dataset<Row> jsonl(String output) {
        return session.read().json(folder.resolve("out").resolve(output).toString());
    }

    @Test
    void everyRowComesOutOnceWithAllItsColumnsAndWhatWasMadeOfIt() throws IOException {
        Path in = input(60, json(900, "unspeakable"), "{\"id\": \"torn\", \"answer\": \"");
        try (FakeService service = new FakeService()) {
            Asking asking = Asking.service(in, folder.resolve("out"), service.url())
                    .instruction("Be short.")
                    .withPairsAndEdits();

            Summary summary = asking.run(session);

            assertThat(summary).isEqualTo(new Summary(62, 20, 40, 2, 2));
            assertThat(asking.lines()).anyMatch(line -> line.startsWith("planned: 62 rows in "));
            assertThat(service.asked())
                    .hasSize(61)
                    .allSatisfy(line -> assertThat(line.instruction()).isIn("Be kind.", "Be short."));
        }
        List<Row> rows = jsonl("corrections").collectAsList();
        assertThat(rows).hasSize(62);
        Map<String, Row> given = byId(session.read().json(in.toString()).filter("id is not null"));
        Map<String, Row> written = byId(jsonl("corrections").filter("id is not null"));
        assertThat(written.keySet()).isEqualTo(given.keySet());
        given.forEach((id, before) -> {
            Row after = row(written, id);
            for (String column : before.schema().fieldNames()) {
                assertThat(after.<Object>getAs(column)).as(column).isEqualTo(before.<Object>getAs(column));
            }
            String answer = before.getAs("answer");
            boolean failed = id.equals("r900");
            assertThat(after.<String>getAs("correction")).isEqualTo(failed ? answer : FakeService.corrected(answer));
            assertThat(after.<String>getAs("action"))
                    .isEqualTo(failed ? "BYPASSED" : answer.contains("bad") ? "CORRECTED" : "NONE");
            assertThat(after.<String>getAs("failure")).isEqualTo(failed ? "answer: unspeakable" : null);
            assertThat(after.<String>getAs("model_digest")).isEqualTo("f00d");
            assertThat(Edits.apply(answer, edits(after))).isEqualTo(after.<String>getAs("correction"));
        });
        Row torn =
                rows.stream().filter(row -> row.getAs("id") == null).findFirst().orElseThrow();
        assertThat(torn.<String>getAs("action")).isEqualTo("BYPASSED");
        assertThat(torn.<String>getAs("reason")).isEqualTo("invalid_field");
        // as text: Spark's reader takes a column of this name for its own
        assertThat(files(folder.resolve("out/corrections"), ".json")
                        .map(DataSetRunTest::text)
                        .collect(Collectors.joining()))
                .contains("\"_corrupt_record\":\"{\\\"id\\\": \\\"torn\\\"");
        checkPairs(given);
        checkEdits(given);
        assertThat(folder.resolve("out/_aligner/plan")).doesNotExist();
        assertThat(folder.resolve("out/summary.json")).content().contains("\"corrected\" : 20");
    }

    private static List<Edit> edits(Row row) {
        return row.<Row>getList(row.fieldIndex("edits")).stream()
                .map(edit -> new Edit(
                        ((Number) edit.getAs("start")).intValue(),
                        ((Number) edit.getAs("end")).intValue(),
                        edit.getAs("replacement")))
                .toList();
    }

    private void checkPairs(Map<String, Row> given) {
        List<Row> pairs = jsonl("pairs").collectAsList();
        assertThat(pairs).hasSize(20);
        for (Row pair : pairs) {
            Row before = row(given, pair.<Row>getAs("aligner").getAs("id"));
            assertThat(turn(pair, "prompt")).isEqualTo("user: " + before.getAs("question"));
            assertThat(turn(pair, "rejected")).isEqualTo("assistant: " + before.getAs("answer"));
            assertThat(turn(pair, "chosen")).isEqualTo("assistant: " + FakeService.corrected(before.getAs("answer")));
        }
    }

    private static String turn(Row pair, String column) {
        List<Row> turns = pair.getList(pair.fieldIndex(column));
        assertThat(turns).hasSize(1);
        return turns.get(0).getAs("role") + ": " + turns.get(0).getAs("content");
    }

    private void checkEdits(Map<String, Row> given) {
        List<Row> edits = jsonl("edits").collectAsList();
        assertThat(edits).isNotEmpty().allSatisfy(edit -> {
            assertThat(edit.<String>getAs("removed")).isEqualTo("bad");
            assertThat(edit.<String>getAs("replacement")).isEqualTo("good");
        });
        long bad = given.values().stream()
                .mapToLong(row -> row.<String>getAs("answer").split("bad", -1).length - 1)
                .sum();
        assertThat(edits).hasSize((int) bad);
    }

    @Test
    void aRunThatFailedGoesOnWithoutDoingAnythingTwice() throws IOException {
        // the shortest rows come last: by then the others are committed
        Path in = input(90, json(900, "unspeakable"));
        Path out = folder.resolve("out");
        try (FakeService service = new FakeService()) {
            assertThatThrownBy(() -> Asking.service(in, out, service.url())
                            .to(DataFormat.PARQUET)
                            .strict()
                            .run(session))
                    .hasStackTraceContaining("row r900: invalid_field: answer: unspeakable");
        }
        Set<String> committed = answers(committedChunks(out));
        assertThat(committed).isNotEmpty();

        try (FakeService service = new FakeService()) {
            Asking again = Asking.service(in, out, service.url())
                    .to(DataFormat.PARQUET)
                    .resuming();
            Summary summary = again.run(session);

            assertThat(summary).isEqualTo(new Summary(91, 30, 60, 1, 1));
            assertThat(again.lines()).anyMatch(line -> line.endsWith("chunks are corrected already"));
            Set<String> asked =
                    service.asked().stream().map(FakeService.Asked::answer).collect(Collectors.toSet());
            assertThat(asked).doesNotContainAnyElementsOf(committed);
            assertThat(asked.size() + committed.size()).isEqualTo(91);
        }
        Dataset<Row> written = session.read().parquet(out.resolve("corrections").toString());
        assertThat(written.count()).isEqualTo(91);
        assertThat(byId(written)).hasSize(91);

        try (FakeService service = new FakeService()) {
            Summary summary = Asking.service(in, out, service.url())
                    .to(DataFormat.PARQUET)
                    .withPairsAndEdits()
                    .resuming()
                    .run(session);

            assertThat(summary.rows()).isEqualTo(91);
            assertThat(service.asked()).isEmpty();
            assertThat(session.read().parquet(out.resolve("pairs").toString()).count())
                    .isEqualTo(30);
        }
    }

    private static List<Path> committedChunks(Path out) throws IOException {
        try (Stream<Path> chunks = Files.list(out.resolve("corrections"))) {
            return chunks.filter(chunk -> Files.exists(chunk.resolve("_SUCCESS")))
                    .toList();
        }
    }

    private static Set<String> answers(List<Path> chunks) {
        Set<String> answers = new HashSet<>();
        for (Path chunk : chunks) {
            session.read()
                    .parquet(chunk.toString())
                    .select("answer")
                    .collectAsList()
                    .forEach(row -> answers.add(row.getString(0)));
        }
        return answers;
    }

    @Test
    void whoGoesOnMustWantTheSame() throws IOException {
        Path in = input(10);
        Path out = folder.resolve("out");
        try (FakeService service = new FakeService()) {
            Asking.service(in, out, service.url()).run(session);

            assertThatThrownBy(() -> Asking.service(in, out, service.url()).run(session))
                    .hasMessageContaining("not empty (expected: a new folder, or --resume");
            assertThatThrownBy(() -> Asking.service(in, out, service.url())
                            .instruction("Be loud.")
                            .resuming()
                            .run(session))
                    .hasMessageContaining("instruction: Be loud. (expected: , which the run began with)");
            Files.writeString(in, json(77, "one more"), StandardOpenOption.APPEND);
            assertThatThrownBy(() ->
                            Asking.service(in, out, service.url()).resuming().run(session))
                    .hasMessageContaining("resume: input: ");
        }
    }

    @Test
    void aConversationWithColumnsOfAllKindsComesThroughParquet() {
        Path in = folder.resolve("in.parquet");
        session.sql("""
                        select
                          array(named_struct('role', 'system', 'content', 'Be brief.'),
                                named_struct('role', 'user', 'content', concat('Why ', id, '?'))) as messages,
                          concat('It is bad ', id) as answer,
                          date'0999-02-28' as born,
                          timestamp'1582-10-04 12:34:56.789' as seen,
                          cast(id as decimal(38, 10)) as price,
                          cast(null as map<string, array<int>>) as nothing,
                          map('k', array(1, 2)) as lists,
                          cast('x' as binary) as raw,
                          id as `a.b c`
                        from range(12)""").repartition(3).write().parquet(in.toString());
        try (FakeService service = new FakeService()) {
            Summary summary = Asking.service(in, folder.resolve("out"), service.url())
                    .withPairsAndEdits()
                    .run(session);

            assertThat(summary).isEqualTo(new Summary(12, 12, 0, 0, 0));
        }
        Dataset<Row> given = session.read().parquet(in.toString());
        Dataset<Row> written =
                session.read().parquet(folder.resolve("out/corrections").toString());
        // maps cannot be compared as they are
        String[] columns = {
            "messages", "answer", "born", "seen", "price", "nothing is null", "map_entries(lists)", "raw", "`a.b c`"
        };
        Dataset<Row> same = written.selectExpr(columns);
        Dataset<Row> before = given.selectExpr(columns);
        assertThat(same.except(before).count()).isZero();
        assertThat(before.except(same).count()).isZero();
        assertThat(written.select("row_id").distinct().count()).isEqualTo(12);
        Row pair = session.read()
                .parquet(folder.resolve("out/pairs").toString())
                .filter("prompt[1].content = 'Why 7?'")
                .collectAsList()
                .get(0);
        assertThat(pair.<Row>getList(0)).hasSize(2);
        assertThat(turn(pair, "chosen")).isEqualTo("assistant: It is good 7");
    }

    @Test
    void noRowsAreARunToo() throws IOException {
        Path in = Files.writeString(folder.resolve("in.jsonl"), "");
        try (FakeService service = new FakeService()) {
            Summary summary = Asking.service(in, folder.resolve("out"), service.url())
                    .schema("id string, question string, answer string")
                    .run(session);

            assertThat(summary).isEqualTo(new Summary(0, 0, 0, 0, 0));
        }
    }

    @Test
    void textsComeThroughCsvCharacterForCharacter() throws IOException {
        List<String> hard = List.of(
                "plain",
                " space before",
                "space behind ",
                "\ttab",
                "a,b",
                "say \"bad\"",
                "\"",
                "\"\"",
                "line\nbreak",
                "line\r\nbreak",
                "\n",
                "back\\slash",
                "back\\\"slash",
                "\\",
                "#hash",
                "null",
                "é 蜘蛛 \ud83d\ude00",
                "a;b|c",
                "=1+1",
                "'");
        StringBuilder csv = new StringBuilder("id,question,answer,note\n");
        for (int row = 0; row < hard.size(); row++) {
            csv.append(String.join(
                            ",",
                            Csv.quoted(String.valueOf(row)),
                            Csv.quoted("Why?"),
                            Csv.quoted(hard.get(row)),
                            Csv.quoted(hard.get(row))))
                    .append('\n');
        }
        Path in = Files.writeString(folder.resolve("in.csv"), csv);
        try (FakeService service = new FakeService()) {
            Asking.service(in, folder.resolve("out"), service.url()).run(session);
        }
        Map<Integer, Map<String, String>> written = new TreeMap<>();
        files(folder.resolve("out/corrections"), ".csv")
                .flatMap(file -> Csv.rows(text(file)).stream())
                .forEach(row -> assertThat(written.put(Integer.valueOf(row.getOrDefault("id", "")), row))
                        .isNull());
        assertThat(written).hasSize(hard.size());
        written.forEach((row, columns) -> {
            assertThat(columns).containsEntry("answer", hard.get(row)).containsEntry("note", hard.get(row));
            assertThat(columns).containsEntry("correction", FakeService.corrected(hard.get(row)));
        });
        assertThat(written.get(5)).containsEntry("edits", "[{\"start\":5,\"end\":8,\"replacement\":\"good\"}]");
    }

    private static Stream<Path> files(Path below, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(below)) {
            return files.filter(file -> file.toString().endsWith(ending)).toList().stream();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
