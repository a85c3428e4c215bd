package dev.aligner.service.outgoing;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** From where an address is reached, the widest first. */
enum Reach {
    EVERYWHERE,
    /** Of a private network, or of no other use in the internet. */
    PRIVATE,
    /** This host. */
    LOOPBACK,
    /** Where clouds keep the keys of a machine, its own link, and what is no address of one host. */
    NEVER;

    private static final List<Network> NEVERS = networks(
            "169.254.0.0/16",
            "fe80::/10",
            // metadata services that are not link-local: AWS, Google, Alibaba, Azure, Oracle
            "fd00:ec2::/32",
            "fd20:ce::254",
            "100.100.100.200",
            "168.63.129.16",
            "192.0.0.192",
            "0.0.0.0/8",
            "::/128",
            "224.0.0.0/4",
            "ff00::/8",
            "255.255.255.255");

    private static final List<Network> LOOPBACKS = networks("127.0.0.0/8", "::1");

    /** Of IANA's registries of special addresses those that are not reached from everywhere. */
    private static final List<Network> PRIVATES = networks(
            "10.0.0.0/8",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "100.64.0.0/10",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "240.0.0.0/4",
            "::/96",
            "64:ff9b:1::/48",
            "100::/64",
            "2001::/23",
            "2001:db8::/32",
            "fc00::/7",
            "fec0::/10");

    private static final Network NAT64 = Network.of("64:ff9b::/96");
    private static final Network SIX_TO_FOUR = Network.of("2002::/16");

    private static List<Network> networks(String... written) {
        return Stream.of(written).map(Network::of).toList();
    }

    static Reach of(InetAddress address) {
        // resolvers may leave ::ffff:1.2.3.4 as it is written, and the system connects to 1.2.3.4
        if (isMapped(address.getAddress())) {
            return of(within(address, 12));
        }
        if (NAT64.contains(address)) {
            return of(within(address, 12));
        }
        if (SIX_TO_FOUR.contains(address)) {
            return of(within(address, 2));
        }
        if (in(NEVERS, address)) {
            return NEVER;
        }
        if (in(LOOPBACKS, address)) {
            return LOOPBACK;
        }
        return in(PRIVATES, address) ? PRIVATE : EVERYWHERE;
    }

    private static boolean isMapped(byte[] bytes) {
        return bytes.length == 16
                && Arrays.equals(bytes, 0, 10, new byte[10], 0, 10)
                && bytes[10] == -1
                && bytes[11] == -1;
    }

    private static boolean in(List<Network> networks, InetAddress address) {
        return networks.stream().anyMatch(network -> network.contains(address));
    }

    /** The IPv4 address that an IPv6 address leads to. */
    private static InetAddress within(InetAddress address, int at) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), at, at + 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
