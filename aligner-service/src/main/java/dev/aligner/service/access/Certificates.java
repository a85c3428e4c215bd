package dev.aligner.service.access;

import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.SslInfo;

/** Who a client's certificate, which the handshake has verified, says it is. */
final class Certificates {
    private Certificates() {}

    static Optional<String> subject(ServerHttpRequest request) {
        SslInfo tls = request.getSslInfo();
        X509Certificate[] chain = tls == null ? null : tls.getPeerCertificates();
        return chain == null || chain.length == 0
                ? Optional.empty()
                : Optional.of(subject(chain[0].getSubjectX500Principal()));
    }

    /**
     * A name in the one spelling that names are compared in.
     *
     * @throws IllegalArgumentException where it is none
     */
    static String subject(String name) {
        try {
            return subject(new X500Principal(name));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("subject: not a name (expected: such as CN=gateway,O=Example)", e);
        }
    }

    private static String subject(X500Principal principal) {
        return principal.getName(X500Principal.CANONICAL);
    }
}
