package dev.aligner.reliability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.time.Duration;

/** The server's certificate is another from one moment to the next. */
final class CertificateRotation implements Case {
    private static final Duration SEEN = Duration.ofSeconds(30);

    @Override
    public String name() {
        return "certificate-rotation";
    }

    @Override
    public String promised() {
        return "A new certificate is shown to new connections without a restart; those that are there go on; nobody is turned away.";
    }

    @Override
    public void run(Bench bench, Findings findings) throws Exception {
        Path store = bench.folder().resolve("service.p12");
        Path old = bench.folder().resolve("old.p12");
        Path next = bench.folder().resolve("new.p12");
        Files.deleteIfExists(old);
        Files.deleteIfExists(next);
        Certificates.make(old, "old");
        Certificates.make(next, "new");
        Files.copy(old, store, StandardCopyOption.REPLACE_EXISTING);
        ServiceProcess.Start start = bench.service()
                .tls()
                .option("server.ssl.bundle", "web")
                .option("spring.ssl.bundle.jks.web.reload-on-update", true)
                .option("spring.ssl.bundle.watch.file.quiet-period", "1s")
                .option("spring.ssl.bundle.jks.web.keystore.location", "file:" + store)
                .option("spring.ssl.bundle.jks.web.keystore.password", Certificates.PASSWORD)
                .option("spring.ssl.bundle.jks.web.keystore.type", "PKCS12")
                .option("management.server.ssl.enabled", false)
                .option("management.server.port", bench.port());
        ServiceProcess service = start.start();
        Client kept = new Client(service.uri(), Certificates.trusting(old));
        findings.must(
                Patience.until(
                        Duration.ofMinutes(5),
                        () -> kept.send(Ask.correction(bench.texts().get(0))).isOk()),
                "no correction over TLS");
        Tally staying = Tally.ofAnswers();
        Tally coming = Tally.ofAnswers();
        Load.steady(kept, i -> Ask.correction(bench.texts().get(i)), staying, 2).during(() -> {
            Patience.rest(Duration.ofSeconds(1));
            Files.copy(next, bench.folder().resolve("copy.p12"), StandardCopyOption.REPLACE_EXISTING);
            Files.move(bench.folder().resolve("copy.p12"), store, StandardCopyOption.ATOMIC_MOVE);
            long began = System.nanoTime();
            // who trusts both is never turned away, whichever is shown
            findings.must(
                    Patience.until(SEEN, () -> {
                        coming.add(fresh(service, bench, old, next));
                        return fresh(service, bench, next).isOk();
                    }),
                    "the new certificate is not shown");
            findings.measured("shown after", Words.since(began));
            findings.must(!fresh(service, bench, old).isOk(), "the old certificate is shown still");
            Patience.rest(bench.scale().around());
        });
        findings.sent(staying.sent() + coming.sent(), "corrections");
        findings.came(staying);
        findings.came(coming);
    }

    /** Over a connection of its own. */
    private static Reply fresh(ServiceProcess service, Bench bench, Path... trusted) {
        try {
            return new Client(service.uri(), Certificates.trusting(trusted))
                    .send(Ask.correction(bench.texts().get(3)));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
