package dev.aligner.service.tls;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.UncheckedIOException;
import java.util.List;
import javax.net.ssl.SSLException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslOptions;

/** One side of TLS as a bundle of Spring's has it. */
public final class BundledContext {
    private BundledContext() {}

    /** @param side which of the two, with its certificate and what else is its own */
    public static SslContext of(SslBundle bundle, SslContextBuilder side) {
        SslOptions options = bundle.getOptions();
        side.trustManager(bundle.getManagers().getTrustManagerFactory());
        if (options.getCiphers() != null) {
            side.ciphers(List.of(options.getCiphers()));
        }
        if (options.getEnabledProtocols() != null) {
            side.protocols(options.getEnabledProtocols());
        }
        try {
            return side.build();
        } catch (SSLException e) {
            throw new UncheckedIOException(e);
        }
    }
}
