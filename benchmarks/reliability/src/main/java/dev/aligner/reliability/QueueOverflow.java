package dev.aligner.reliability;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Many more at once than have a place, all of whom come back when they are told to. */
final class QueueOverflow implements Case {
    private static final Duration LONGEST = Duration.ofMinutes(10);

    @Override
    public String name() {
        return "queue-overflow";
    }

    @Override
    public String promised() {
        return "Of many at once those without a place get 503 with Retry-After, and an answer if they come back then.";
    }

    @Override
    public void run(Bench bench, Findings findings) throws Exception {
        ServiceProcess service =
                bench.service().option("aligner.engine.queue-capacity", 8).ready();
        Client client = new Client(service.uri());
        Tally every = Tally.ofAnswersAndRefusals();
        List<Integer> missing = new ArrayList<>();
        for (int i = 0; i < bench.scale().burst(); i++) {
            missing.add(i);
        }
        findings.sent(missing.size(), "corrections at once");
        long began = System.nanoTime();
        int rounds = 0;
        while (!missing.isEmpty() && System.nanoTime() - began < LONGEST.toNanos()) {
            rounds++;
            missing = round(client, bench.texts(), missing, every);
        }
        every.outcomes().forEach(findings::came);
        findings.lost(every.lost() + missing.size(), every.lostOnes());
        findings.must(every.refused() > 0, "nobody was refused");
        findings.measured("all answered after", Words.since(began));
        findings.measured("tries each, at most", String.valueOf(rounds));
    }

    private static List<Integer> round(Client client, Texts texts, List<Integer> numbers, Tally every)
            throws InterruptedException {
        List<CompletableFuture<Reply>> sent = numbers.stream()
                .map(number -> client.start(Ask.correction(texts.get(number)), System.nanoTime()))
                .toList();
        List<Integer> refused = new ArrayList<>();
        long wait = 0;
        for (int i = 0; i < sent.size(); i++) {
            Reply reply = sent.get(i).join();
            every.add(reply);
            if (reply.isShed()) {
                refused.add(numbers.get(i));
                wait = Math.max(wait, Long.parseLong(reply.retryAfter().orElseThrow()));
            }
        }
        Patience.rest(Duration.ofSeconds(wait));
        return refused;
    }
}
