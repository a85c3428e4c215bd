package dev.aligner.service;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** An authority of a test, and what it has signed. */
public final class TestCertificates {
    /** A certificate with its key. */
    public record Signed(X509Certificate certificate, KeyPair keys) {
        public void write(Path certificateFile, Path keyFile) {
            // the key first: whoever reads in between must not pair the new certificate with the old key for long
            replace(keyFile, pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
            replace(certificateFile, pem("CERTIFICATE", encoded(certificate)));
        }
    }

    private final Signed authority;

    public TestCertificates(String name) {
        KeyPair keys = keys();
        authority = new Signed(sign(name, keys, name, keys, null), keys);
    }

    public Signed sign(String subject, String host) {
        KeyPair keys = keys();
        String issuer = authority.certificate().getSubjectX500Principal().getName();
        return new Signed(sign(subject, keys, issuer, authority.keys(), host), keys);
    }

    X509Certificate certificate() {
        return authority.certificate();
    }

    public void writeAuthority(Path file) {
        replace(file, pem("CERTIFICATE", encoded(authority.certificate())));
    }

    /** For a client that trusts this authority, and shows a certificate if there is one. */
    SSLContext client(@Nullable Signed shown) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    shown == null ? null : keyManagers(shown).getKeyManagers(),
                    trustManagers().getTrustManagers(),
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public TrustManagerFactory trustManagers() {
        try {
            KeyStore trusted = empty();
            trusted.setCertificateEntry("authority", authority.certificate());
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            return factory;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static KeyManagerFactory keyManagers(Signed shown) {
        try {
            KeyStore own = empty();
            own.setKeyEntry("own", shown.keys().getPrivate(), new char[0], new X509Certificate[] {shown.certificate()});
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(own, new char[0]);
            return factory;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate sign(
            String subject, KeyPair keys, String issuer, KeyPair issuers, @Nullable String host) {
        try {
            Instant now = Instant.now();
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    name(issuer),
                    new BigInteger(64, new SecureRandom()),
                    Date.from(now.minusSeconds(3600)),
                    Date.from(now.plusSeconds(3600)),
                    name(subject),
                    keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(keys == issuers));
            if (host != null) {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.dNSName, host)));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuers.getPrivate())));
        } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** In the order that RFC 2253 writes it in. */
    private static X500Name name(String text) {
        return X500Name.getInstance(new X500Principal(text).getEncoded());
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String kind, byte[] bytes) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END " + kind
                + "-----\n";
    }

    private static void replace(Path file, String content) {
        try {
            Path whole = file.resolveSibling(file.getFileName() + ".new");
            Files.write(whole, content.getBytes(StandardCharsets.US_ASCII));
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
