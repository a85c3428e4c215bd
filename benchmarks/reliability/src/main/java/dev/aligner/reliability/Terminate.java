package dev.aligner.reliability;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/** SIGTERM while everything is under way. */
final class Terminate implements Case {
    private static final int OF_EACH = 6;
    private static final Duration UNDER_WAY = Duration.ofSeconds(30);
    private static final Duration GRACE = Duration.ofSeconds(60);

    /** 128 and the signal's number. */
    private static final int TERMINATED = 143;

    @Override
    public String name() {
        return "sigterm";
    }

    @Override
    public String promised() {
        return "SIGTERM under load: whatever is under way ends as it would have, streams included; who comes later is refused; "
                + "the process ends.";
    }

    @Override
    public void run(Bench bench, Findings findings) throws Exception {
        MockUpstream upstream = bench.upstream();
        long longest = 0;
        long laterOnes = 0;
        long fewest = Long.MAX_VALUE;
        for (int round = 0; round < bench.scale().rounds(); round++) {
            ServiceProcess service = bench.service().route(upstream.uri()).ready();
            Client client = new Client(service.uri());
            begin(client, bench.texts(), 50 + round).forEach(CompletableFuture::join);
            List<CompletableFuture<Reply>> underWay = begin(client, bench.texts(), round);
            // the first may be done before the last has begun
            findings.must(service.probe().busyWithin(underWay.size() * 3 / 4, UNDER_WAY), "too few are under way");
            long began = System.nanoTime();
            service.terminate();
            fewest = Math.min(
                    fewest, underWay.stream().filter(reply -> !reply.isDone()).count());
            Tally later = later(service, client, bench.texts());
            Tally tally = Tally.ofAnswers();
            underWay.forEach(reply -> tally.add(reply.join()));
            OptionalInt exit = service.awaitExit(GRACE);
            longest = Math.max(longest, System.nanoTime() - began);
            findings.sent(tally.sent(), "answers");
            findings.came(tally);
            findings.must(
                    exit.isPresent() && exit.getAsInt() == TERMINATED,
                    "exit code: " + (exit.isPresent() ? exit.getAsInt() : "none") + " (expected: 143)");
            findings.must(!service.log().contains("not corrected: draining"), "an answer under way was not corrected");
            findings.must(later.lost() == 0, "who came later was not refused: " + later.lostOnes());
            laterOnes += later.sent();
        }
        findings.measured("from SIGTERM to the end, at most", Words.ofNanos(longest));
        findings.measured("under way at SIGTERM, at least", String.valueOf(fewest));
        findings.must(fewest >= OF_EACH, "too few were under way at SIGTERM");
        findings.measured("refused later", String.valueOf(laterOnes));
        findings.measured("rounds", String.valueOf(bench.scale().rounds()));
    }

    private static List<CompletableFuture<Reply>> begin(Client client, Texts texts, int round) {
        List<CompletableFuture<Reply>> all = new ArrayList<>();
        for (int i = 0; i < OF_EACH; i++) {
            int number = 100 * round + i;
            long now = System.nanoTime();
            all.add(client.start(Ask.correction(texts.get(number)), now));
            all.add(client.start(Ask.correctionStream(texts.get(number + 10)), now));
            all.add(client.start(
                    Ask.chatStream(texts.get(number + 20), "window").with(MockUpstream.PAUSE, "40"), now));
            all.add(client.start(Ask.chat(texts.get(number + 30)).with(MockUpstream.PAUSE, "1500"), now));
        }
        all.add(client.start(
                Ask.batch(List.of(texts.get(41), texts.get(42), texts.get(43), texts.get(44))), System.nanoTime()));
        return all;
    }

    /** New requests until the process has ended: refused, or their connection is closed before a word was said. */
    private static Tally later(ServiceProcess service, Client client, Texts texts) throws InterruptedException {
        Patience.rest(Duration.ofMillis(300));
        Tally tally = new Tally(reply -> reply.isShed() || reply.status() == 0);
        while (service.isAlive()) {
            tally.add(client.send(Ask.correction(texts.get(50))));
            Patience.rest(Duration.ofMillis(100));
        }
        return tally;
    }
}
