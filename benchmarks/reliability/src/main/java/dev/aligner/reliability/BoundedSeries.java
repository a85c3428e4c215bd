package dev.aligner.reliability;

import java.util.Map;
import java.util.Random;

/** Clients that name what nobody has heard of. */
final class BoundedSeries implements Case {
    @Override
    public String name() {
        return "bounded-series";
    }

    @Override
    public String promised() {
        return "Whatever ids, models, paths and methods clients make up, no metric gets another series by it.";
    }

    @Override
    public void run(Bench bench, Findings findings) throws Exception {
        MockUpstream upstream = bench.upstream();
        ServiceProcess service = bench.service().route(upstream.uri()).ready();
        Client client = new Client(service.uri());
        Probe probe = service.probe();
        Random random = new Random(3);
        // of each kind one: what there may be is there
        for (int i = 0; i < 40; i++) {
            client.send(ask(i, random));
        }
        probe.scrape();
        int before = probe.scrape().series();
        Tally tally = new Tally(reply -> reply.status() > 0);
        for (int i = 0; i < bench.scale().names(); i++) {
            tally.add(client.send(ask(i, random)));
        }
        int after = probe.scrape().series();
        findings.sent(tally.sent(), "requests with names of their own");
        findings.came(tally);
        findings.measured("series before, after", before + ", " + after);
        findings.must(after == before, "series: " + after + " (expected: " + before + ")");
    }

    private static Ask ask(int number, Random random) {
        String name = "n" + Long.toHexString(random.nextLong());
        Ask chat =
                Ask.chat(new Texts.Text(name, name)).with("x-request-id", name).with("x-aligner-strength", "0");
        String body = chat.body().replace("\"mock\"", Ask.json(name));
        return switch (number % 4) {
            case 0 -> new Ask(chat.path(), chat.headers(), body, whole -> true);
            case 1 -> new Ask("/" + name, chat.headers(), body, whole -> true);
            case 2 -> new Ask("/v1/" + name + "?" + name, chat.headers(), body, whole -> true);
            default ->
                new Ask(
                        "/v1/corrections",
                        chat.headers(),
                        Ask.json(Map.of("question", name, "answer", name, "model", name)),
                        whole -> true);
        };
    }
}
