package dev.aligner.service.outgoing;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resolves hosts to the addresses at which they may be. The connection is made to what was resolved here, so that no other
 * answer of the name's server can come between; an address that was written as one is looked at too.
 */
final class CheckedResolver extends AddressResolverGroup<InetSocketAddress> {
    private static final Logger LOG = LoggerFactory.getLogger(CheckedResolver.class);

    /** Asked for each loop anew: what resolved for loops that have ended cannot for others. */
    private final Supplier<AddressResolverGroup<InetSocketAddress>> names;

    private final AllowedAddresses allowed;

    CheckedResolver(Supplier<AddressResolverGroup<InetSocketAddress>> names, AllowedAddresses allowed) {
        this.names = names;
        this.allowed = allowed;
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new Checked(executor, names.get().getResolver(executor));
    }

    private final class Checked implements AddressResolver<InetSocketAddress> {
        private final EventExecutor executor;
        private final AddressResolver<InetSocketAddress> resolver;

        Checked(EventExecutor executor, AddressResolver<InetSocketAddress> resolver) {
            this.executor = executor;
            this.resolver = resolver;
        }

        @Override
        public boolean isSupported(SocketAddress address) {
            return resolver.isSupported(address);
        }

        /** Never: what is, would be connected to without being looked at. */
        @Override
        public boolean isResolved(SocketAddress address) {
            return false;
        }

        @Override
        public Future<InetSocketAddress> resolve(SocketAddress address) {
            return resolve(address, executor.newPromise());
        }

        @Override
        public Future<InetSocketAddress> resolve(SocketAddress address, Promise<InetSocketAddress> promise) {
            resolveAll(address).addListener((Future<List<InetSocketAddress>> all) -> {
                if (all.isSuccess()) {
                    promise.trySuccess(all.getNow().get(0));
                } else {
                    promise.tryFailure(all.cause());
                }
            });
            return promise;
        }

        @Override
        public Future<List<InetSocketAddress>> resolveAll(SocketAddress address) {
            return resolveAll(address, executor.newPromise());
        }

        @Override
        public Future<List<InetSocketAddress>> resolveAll(
                SocketAddress address, Promise<List<InetSocketAddress>> promise) {
            InetSocketAddress asked = (InetSocketAddress) address;
            if (!asked.isUnresolved()) {
                check(asked, List.of(asked), promise);
                return promise;
            }
            resolver.resolveAll(address).addListener((Future<List<InetSocketAddress>> all) -> {
                if (all.isSuccess()) {
                    check(asked, all.getNow(), promise);
                } else {
                    promise.tryFailure(all.cause());
                }
            });
            return promise;
        }

        /** One that may not be is no reason to choose another: whoever answers so is not to be trusted at all. */
        private void check(
                InetSocketAddress asked, List<InetSocketAddress> found, Promise<List<InetSocketAddress>> promise) {
            for (InetSocketAddress each : found) {
                String refusal = allowed.refusal(asked.getHostString(), each.getAddress());
                if (refusal != null) {
                    LOG.warn("not called: {}", refusal);
                    promise.tryFailure(new RefusedAddressException(refusal));
                    return;
                }
            }
            promise.trySuccess(found);
        }

        @Override
        public void close() {
            // the group that it is from closes it
        }
    }
}
