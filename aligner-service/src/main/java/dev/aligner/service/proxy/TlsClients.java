package dev.aligner.service.proxy;

import dev.aligner.service.config.RouteProperties;
import dev.aligner.service.tls.BundledContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import reactor.netty.http.client.HttpClient;

/**
 * The client of each route: one for those that trust whom the JVM trusts, and one for each bundle that routes name, with its
 * certificates as they are now. Connections that were made before a change go on until they are idle.
 */
final class TlsClients {
    private final HttpClient plain;
    private final Map<String, HttpClient> byBundle = new ConcurrentHashMap<>();

    /** Makes those of all bundles at once: certificates are read from files, which no event loop may do later. */
    TlsClients(HttpClient plain, SslBundles bundles) {
        this.plain = plain;
        for (String name : bundles.getBundleNames()) {
            byBundle.put(name, secured(bundles.getBundle(name)));
            bundles.addBundleUpdateHandler(name, renewed -> byBundle.put(name, secured(renewed)));
        }
    }

    /** Of a route whose bundle is there, as all that are in force are. */
    HttpClient of(RouteProperties route) {
        String name = route.sslBundle();
        return name == null ? plain : Objects.requireNonNull(byBundle.get(name), name);
    }

    private HttpClient secured(SslBundle bundle) {
        SslContext context = BundledContext.of(
                bundle,
                SslContextBuilder.forClient().keyManager(bundle.getManagers().getKeyManagerFactory()));
        return plain.secure(tls -> tls.sslContext(context));
    }
}
