package dev.aligner.reliability;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates for 127.0.0.1, each its own issuer, made by the JDK's keytool. */
final class Certificates {
    static final String PASSWORD = "changeit";

    private static final String ALIAS = "service";

    private Certificates() {}

    /** Makes a key and its certificate in a file (PKCS#12) that is not there yet. */
    static void make(Path store, String name) throws IOException {
        List<String> command = List.of(
                Program.ofJdk("keytool"),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString());
        int exit = Program.run(command, store.resolveSibling("keytool.log"), Duration.ofMinutes(1));
        if (exit != 0) {
            throw new IOException("keytool: exit code " + exit + " (expected: 0)");
        }
    }

    /** A client's, which trusts these certificates and no other. */
    static SSLContext trusting(Path... stores) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        for (Path store : stores) {
            trusted.setCertificateEntry(String.valueOf(store.getFileName()), certificate(store));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static X509Certificate certificate(Path store) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return (X509Certificate) keys.getCertificate(ALIAS);
    }
}
