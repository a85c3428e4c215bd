package dev.aligner.service.outgoing;

import io.netty.resolver.AddressResolverGroup;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;
import reactor.netty.http.HttpResources;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/** Makes all clients that call others: they look at every address before they connect to it, and follow no redirect. */
public final class OutgoingClients {
    private final CheckedResolver resolver;

    /** @param allow hosts, {@code *.}domains and networks that may be called although they are private */
    public OutgoingClients(List<String> allow) {
        this(allow, OutgoingClients::names);
    }

    /** @param names resolves the names of hosts */
    OutgoingClients(List<String> allow, Supplier<AddressResolverGroup<InetSocketAddress>> names) {
        this.resolver = new CheckedResolver(names, new AllowedAddresses(allow));
    }

    @SuppressWarnings("unchecked") // it is made for addresses of the internet, which the type does not say
    private static AddressResolverGroup<InetSocketAddress> names() {
        return (AddressResolverGroup<InetSocketAddress>) HttpResources.get().getOrCreateDefaultResolver();
    }

    /** @param connections to be used; the caller disposes of them */
    public HttpClient http(ConnectionProvider connections) {
        return HttpClient.create(connections).resolver(resolver).followRedirect(false);
    }
}
