package dev.aligner.service.benchmark;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The results as tables. */
final class MarkdownReport {
    private static final int EVENTS = Conversation.events().size();

    private final Results results;
    private final Rounds rounds;
    private final StringBuilder text = new StringBuilder();

    MarkdownReport(Results results) {
        this.results = results;
        this.rounds = results.rounds();
    }

    String text() {
        text.append("# The proxy beside others\n\n");
        Machine.hardware().forEach((name, value) -> line("%s: %s  ", name, value));
        results.setup().versions().forEach((name, value) -> line("%s: %s  ", name, value));
        line(
                "rounds: %d; load average before %s, after %s",
                results.setup().rounds(), results.loadBefore(), results.loadAfter());
        json();
        streams();
        model();
        memory();
        targets();
        return text.toString();
    }

    private void json() {
        line("\n## Answers in one piece\n");
        line(
                "Times of one client that keeps its connection; requests a second of 16 clients. Medians of the rounds; ratios");
        line("are the medians of each round's, with the least and the greatest in brackets.\n");
        line("| | p50 ms | p95 ms | p99 ms | p50 to gateway | p50 to nginx | requests/s | to gateway | to nginx |");
        line("|---|---|---|---|---|---|---|---|---|");
        for (Contestant contestant : results.setup().contestants()) {
            String name = contestant.name();
            line(
                    "| %s | %.2f | %.2f | %.2f | %s | %s | %.0f | %s | %s |",
                    name,
                    rounds.median(name, Measure.JSON_P50_MS),
                    rounds.median(name, Measure.JSON_P95_MS),
                    rounds.median(name, Measure.JSON_P99_MS),
                    ratio(name, Setup.GATEWAY, Measure.JSON_P50_MS),
                    ratio(name, Setup.NGINX, Measure.JSON_P50_MS),
                    rounds.median(name, Measure.JSON_PER_SECOND),
                    ratio(name, Setup.GATEWAY, Measure.JSON_PER_SECOND),
                    ratio(name, Setup.NGINX, Measure.JSON_PER_SECOND));
        }
        plot("Answers in one piece: milliseconds, p50", Measure.JSON_P50_MS);
        plot("Answers in one piece: a second", Measure.JSON_PER_SECOND);
    }

    private void streams() {
        line("\n## Streams\n");
        line(
                "First chunk and gaps: one client, %d events, one a millisecond. A corrected stream's first chunk waits for the",
                EVENTS);
        line("first sentence, by its law. Streams a second: 16 clients, events without pauses.\n");
        line(
                "| | first chunk p50 ms | p95 | p99 | p50 over direct | gap p50 ms | p99 | streams/s | events/s | to gateway | to nginx |");
        line("|---|---|---|---|---|---|---|---|---|---|---|");
        for (Contestant contestant : results.setup().contestants()) {
            String name = contestant.name();
            double streams = rounds.median(name, Measure.STREAMS_PER_SECOND);
            line(
                    "| %s | %.2f | %.2f | %.2f | %+.2f | %.2f | %.2f | %.0f | %.0f | %s | %s |",
                    name,
                    rounds.median(name, Measure.FIRST_CHUNK_P50_MS),
                    rounds.median(name, Measure.FIRST_CHUNK_P95_MS),
                    rounds.median(name, Measure.FIRST_CHUNK_P99_MS),
                    rounds.over(name, Setup.DIRECT, Measure.FIRST_CHUNK_P50_MS),
                    rounds.median(name, Measure.CHUNK_GAP_P50_MS),
                    rounds.median(name, Measure.CHUNK_GAP_P99_MS),
                    streams,
                    streams * EVENTS,
                    ratio(name, Setup.GATEWAY, Measure.STREAMS_PER_SECOND),
                    ratio(name, Setup.NGINX, Measure.STREAMS_PER_SECOND));
        }
        plot("Streams: milliseconds to the first chunk, p50", Measure.FIRST_CHUNK_P50_MS);
        plot("Streams: a second", Measure.STREAMS_PER_SECOND);
    }

    /** Bars that GitHub draws from their numbers, so that no picture is older than its table. */
    private void plot(String title, Measure measure) {
        List<String> names =
                results.setup().contestants().stream().map(Contestant::name).toList();
        line("\n```mermaid\nxychart-beta\n    title \"%s\"", title);
        line("    x-axis [\"%s\"]", String.join("\", \"", names));
        line(
                "    bar [%s]\n```",
                names.stream()
                        .map(name -> String.format(Locale.ROOT, "%.2f", rounds.median(name, measure)))
                        .collect(Collectors.joining(", ")));
    }

    private void model() {
        if (results.setup().model() == null) {
            return;
        }
        line("\n## With the model\n");
        line(
                "The embedded corrector, one answer after the other: a whole answer %.0f ms, a stream's first sentence %.0f ms;",
                rounds.median(Setup.MODEL, Measure.JSON_P50_MS),
                rounds.median(Setup.MODEL, Measure.FIRST_CHUNK_P50_MS));
        line("it said %s.", results.setup().actions());
    }

    private void memory() {
        line("\n## Memory\n");
        line("Resident, MB of 10^6 bytes, with its children: before the rounds (warmed up), and after them.\n");
        line("| process | before | after |");
        line("|---|---|---|");
        results.resident().forEach((name, values) -> line("| %s | %.0f | %.0f |", name, values.get(0), values.get(1)));
        line("\n| slow streams through | streams | at once | whole | before | peak | seconds |");
        line("|---|---|---|---|---|---|---|");
        for (SlowStreams.Outcome outcome : results.slow()) {
            line(
                    "| %s | %d | %d | %d | %.0f | %.0f | %.1f |",
                    outcome.contestant(),
                    outcome.streams(),
                    outcome.atOnce(),
                    outcome.whole(),
                    outcome.before(),
                    outcome.peak(),
                    outcome.seconds());
        }
        line("\n## Clients that leave\n");
        line(
                "From a client's closing of its connection, in the middle of a stream and while others go on, to the closing");
        line("of the upstream's: milliseconds.\n");
        line("| | clients | known | others | p50 | most |");
        line("|---|---|---|---|---|---|");
        for (Departures.Outcome outcome : results.departures()) {
            line(
                    "| %s | %d | %d | %d | %.1f | %.1f |",
                    outcome.contestant(),
                    outcome.clients(),
                    outcome.known(),
                    outcome.staying(),
                    outcome.p50(),
                    outcome.most());
        }
    }

    private void targets() {
        line("\n## Targets\n");
        line("| promised | measured | |");
        line("|---|---|---|");
        for (Target target : results.targets()) {
            line("| %s | %s | %s |", target.promise(), target.found(), target.met() ? "met" : "missed");
        }
    }

    private String ratio(String name, String other, Measure measure) {
        List<Double> ratios = rounds.ratios(name, other, measure);
        return ratios.isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        "%.2f (%.2f–%.2f)",
                        rounds.ratio(name, other, measure),
                        Collections.min(ratios),
                        Collections.max(ratios));
    }

    private void line(String format, Object... values) {
        text.append(values.length == 0 ? format : String.format(Locale.ROOT, format, values))
                .append('\n');
    }
}
