package dev.aligner.service.outgoing;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a host of the configuration may be. A name of the internet is of the internet: at an address of a private network
 * or of this host it is somebody's attempt to reach one from outside. What is written as an address, or as a name that only
 * this host or its network knows, may be there; and where clouds keep their keys nothing may be.
 */
final class AllowedAddresses {
    /** Domains that no registry of the internet gives out. */
    private static final List<String> INSIDE =
            List.of(".local", ".internal", ".svc", ".lan", ".intranet", ".corp", ".home", ".home.arpa", ".test");

    private final List<String> hosts = new ArrayList<>();
    private final List<String> domains = new ArrayList<>();
    private final List<Network> networks = new ArrayList<>();

    /** @param allow hosts, {@code *.}domains and networks */
    AllowedAddresses(List<String> allow) {
        for (String entry : allow) {
            Network network = Network.parsed(entry);
            if (network != null) {
                networks.add(network);
            } else if (entry.matches("(\\*\\.)?[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?")) {
                String name = entry.toLowerCase(Locale.ROOT);
                (name.startsWith("*.") ? domains : hosts).add(name.startsWith("*.") ? name.substring(1) : name);
            } else {
                throw new IllegalArgumentException("aligner.upstreams.allow: " + entry
                        + " (expected: a host, *.domain, or a network such as 10.0.0.0/8)");
            }
        }
    }

    /** Why a host may not be at an address; null where it may. */
    @Nullable
    String refusal(String host, InetAddress address) {
        String name = name(host);
        boolean may = switch (Reach.of(address)) {
            case EVERYWHERE -> true;
            case PRIVATE -> literal(name) || inside(name) || allowed(name, address);
            case LOOPBACK -> literal(name) || ofThisHost(name) || allowed(name, address);
            case NEVER -> false;
        };
        if (may) {
            return null;
        }
        return host + " is at " + address.getHostAddress()
                + (Reach.of(address) == Reach.NEVER
                        ? ", which is never called"
                        : " (expected: an address of the internet, or the host or network in aligner.upstreams.allow)");
    }

    private static String name(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static boolean literal(String name) {
        return NetUtil.createByteArrayFromIpAddressString(name) != null;
    }

    private static boolean ofThisHost(String name) {
        return name.equals("localhost") || name.endsWith(".localhost");
    }

    private static boolean inside(String name) {
        return !ofThisHost(name) && (name.indexOf('.') < 0 || INSIDE.stream().anyMatch(name::endsWith));
    }

    private boolean allowed(String name, InetAddress address) {
        return hosts.contains(name)
                || domains.stream().anyMatch(name::endsWith)
                || networks.stream().anyMatch(network -> network.contains(address));
    }
}
