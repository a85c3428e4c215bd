package dev.aligner.reliability;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** An upstream that breaks off: before its answer, in the middle of a stream, or without a word. */
final class UpstreamResets implements Case {
    private static final List<String> MODES = List.of("off", "window", "buffer", "post-hoc");
    private static final Duration SILENCE = Duration.ofSeconds(3);
    private static final Duration ENDED = Duration.ofSeconds(20);
    private static final Pattern CONTENT = Pattern.compile("\"content\":(\"(?:[^\"\\\\]|\\\\.)*\")");

    @Override
    public String name() {
        return "upstream-resets";
    }

    @Override
    public String promised() {
        return "An upstream that breaks off is an answer that breaks off, or an error: nothing is made up, no end is invented, "
                + "nobody waits for ever.";
    }

    @Override
    public void run(Bench bench, Findings findings) throws Exception {
        MockUpstream upstream = bench.upstream();
        FaultyLink link = FaultyLink.to(upstream, bench);
        ServiceProcess service = bench.service()
                .route(link.uri())
                .option("aligner.routes.main.call.timeout", SILENCE.toSeconds() + "s")
                .option("aligner.routes.main.streams", "off,window,buffer,post-hoc")
                .ready();
        int each = Math.max(2, bench.scale().clients() / 20);
        for (String mode : MODES) {
            for (int i = 0; i < each; i++) {
                Ask stream = Ask.chatStream(bench.texts().get(i), mode).with(MockUpstream.PAUSE, "30");
                String whole = bench.texts().get(i).answer();
                tryIt(service, link, new FaultyLink.Fault.CutAfter(1_000 + 300 * i), stream, whole, findings);
                tryIt(
                        service,
                        link,
                        new FaultyLink.Fault.ResetAfter(Duration.ofMillis(600 + 50L * i)),
                        stream,
                        whole,
                        findings);
            }
            Ask stream = Ask.chatStream(bench.texts().get(0), mode);
            tryIt(service, link, new FaultyLink.Fault.Stall(), stream, "", findings);
            link.fault(new FaultyLink.Fault.None());
            findings.must(
                    answered(service, Ask.chatStream(bench.texts().get(3), mode)),
                    mode + ": no whole answer when the upstream is well again");
        }
        findings.measured("by", link.tool());
        findings.must(service.probe().idleWithin(ENDED), "the engine works on for nobody");
        findings.must(Patience.until(ENDED, () -> upstream.open() == 0), "calls of the upstream are left open");
    }

    /** A breaker that opened meanwhile is what was promised, too; it closes again. */
    private static boolean answered(ServiceProcess service, Ask ask) throws InterruptedException {
        Client client = new Client(service.uri());
        return Patience.until(ENDED, () -> client.send(ask).isOk());
    }

    private static void tryIt(
            ServiceProcess service, FaultyLink link, FaultyLink.Fault fault, Ask ask, String whole, Findings findings)
            throws IOException, InterruptedException {
        link.fault(fault);
        try (RawConnection connection = new RawConnection(service.uri())) {
            connection.send(RawConnection.request(ask.with("connection", "close")));
            RawConnection.Read read = connection.read(ENDED);
            findings.sent(1, "answers broken off");
            String outcome = outcome(read, whole);
            findings.came(outcome, 1);
            boolean invented = read.text().contains("[DONE]") || read.text().contains("\"finish_reason\":\"stop\"");
            findings.must(!invented, "an end was invented");
            findings.must(read.end() != RawConnection.End.STILL_OPEN, "an answer that does not end");
            findings.must(!outcome.equals("other text"), "text that the upstream did not send");
        }
    }

    private static String outcome(RawConnection.Read read, String whole) {
        String text = read.text();
        if (!text.startsWith("HTTP/1.1 200")) {
            return text.isEmpty() ? "closed" : "an error, " + text.substring(9, 12);
        }
        // what was corrected is another text; what passed must be the answer's beginning
        if (text.toLowerCase(Locale.ROOT).contains("x-aligner-stream-mode: off") && !whole.startsWith(joined(text))) {
            return "other text";
        }
        return "broken off";
    }

    private static String joined(String text) {
        StringBuilder all = new StringBuilder();
        CONTENT.matcher(text)
                .results()
                .forEach(piece -> all.append(Texts.JSON.readValue(piece.group(1), String.class)));
        return all.toString();
    }
}
