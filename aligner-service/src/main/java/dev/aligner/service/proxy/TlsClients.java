package dev.aligner.service.proxy;

import dev.aligner.service.config.RouteProperties;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;
import reactor.netty.http.client.HttpClient;

/**
 * The client of each route: one for those that trust whom the JVM trusts, and one for each bundle that routes name, with its
 * certificates as they are now. Connections that were made before a change go on until they are idle.
 */
final class TlsClients {
    private final HttpClient plain;
    private final SslBundles bundles;
    private final Map<String, HttpClient> byBundle = new ConcurrentHashMap<>();

    TlsClients(HttpClient plain, SslBundles bundles) {
        this.plain = plain;
        this.bundles = bundles;
    }

    /** @throws org.springframework.boot.ssl.NoSuchSslBundleException where the route names a bundle that is not there */
    HttpClient of(RouteProperties route) {
        String name = route.sslBundle();
        return name == null ? plain : byBundle.computeIfAbsent(name, this::first);
    }

    private HttpClient first(String name) {
        bundles.addBundleUpdateHandler(name, renewed -> byBundle.put(name, secured(renewed)));
        return secured(bundles.getBundle(name));
    }

    private HttpClient secured(SslBundle bundle) {
        SslContext context = context(bundle);
        return plain.secure(tls -> tls.sslContext(context));
    }

    private static SslContext context(SslBundle bundle) {
        SslOptions options = bundle.getOptions();
        SslContextBuilder builder = SslContextBuilder.forClient()
                .keyManager(bundle.getManagers().getKeyManagerFactory())
                .trustManager(bundle.getManagers().getTrustManagerFactory());
        if (options.getCiphers() != null) {
            builder.ciphers(List.of(options.getCiphers()));
        }
        if (options.getEnabledProtocols() != null) {
            builder.protocols(options.getEnabledProtocols());
        }
        try {
            return builder.build();
        } catch (SSLException e) {
            throw new UncheckedIOException(e);
        }
    }
}
