package dev.aligner.service.extproc;

import dev.aligner.service.config.ExtProcProperties;
import dev.aligner.service.tls.BundledContext;
import io.grpc.ServerCredentials;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettySslContextServerCredentials;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/** The server's side of TLS, with the certificates of a bundle as they are when a connection is made. */
final class ServerTls extends SslContext {
    private volatile SslContext current;

    private ServerTls(SslContext first) {
        this.current = first;
    }

    /**
     * Made anew whenever the bundle changes.
     *
     * @throws IllegalArgumentException where certificates are asked for and the bundle does not say whose: those that the JVM trusts
     *     are anybody's
     */
    static ServerCredentials of(String name, ExtProcProperties.ClientAuth clientAuth, SslBundles bundles) {
        SslBundle bundle = bundles.getBundle(name);
        if (clientAuth == ExtProcProperties.ClientAuth.NEED
                && bundle.getStores().getTrustStore() == null) {
            throw new IllegalArgumentException("aligner.ext-proc.ssl-bundle: " + name
                    + " has no truststore (expected: one, or aligner.ext-proc.client-auth: none)");
        }
        ServerTls tls = new ServerTls(context(bundle, clientAuth));
        bundles.addBundleUpdateHandler(name, renewed -> tls.current = context(renewed, clientAuth));
        return NettySslContextServerCredentials.create(tls);
    }

    private static SslContext context(SslBundle bundle, ExtProcProperties.ClientAuth clientAuth) {
        return BundledContext.of(
                bundle,
                GrpcSslContexts.configure(
                                SslContextBuilder.forServer(bundle.getManagers().getKeyManagerFactory()))
                        .clientAuth(
                                clientAuth == ExtProcProperties.ClientAuth.NEED
                                        ? ClientAuth.REQUIRE
                                        : ClientAuth.NONE));
    }

    @Override
    public boolean isClient() {
        return false;
    }

    @Override
    public List<String> cipherSuites() {
        return current.cipherSuites();
    }

    @Override
    @SuppressWarnings("deprecation") // there is no other name for it
    public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
        return current.applicationProtocolNegotiator();
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator) {
        return current.newEngine(allocator);
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator, String host, int port) {
        return current.newEngine(allocator, host, port);
    }

    @Override
    public SSLSessionContext sessionContext() {
        return current.sessionContext();
    }
}
