package dev.aligner.service.outgoing;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that begin alike.
 *
 * @param prefix 4 or 16 bytes
 * @param bits of it that count
 */
record Network(byte[] prefix, int bits) {

    /** @param written as {@code 10.0.0.0/8}, or one address */
    static Network of(String written) {
        Network network = parsed(written);
        if (network == null) {
            throw new IllegalArgumentException(written + " (expected: an address, a slash and a number of bits)");
        }
        return network;
    }

    /** Null for what is none. */
    static @Nullable Network parsed(String written) {
        int slash = written.indexOf('/');
        byte[] prefix = NetUtil.createByteArrayFromIpAddressString(slash < 0 ? written : written.substring(0, slash));
        if (prefix == null) {
            return null;
        }
        int most = prefix.length * 8;
        String count = slash < 0 ? "" + most : written.substring(slash + 1);
        if (!count.matches("\\d{1,3}") || Integer.parseInt(count) > most) {
            return null;
        }
        return new Network(prefix, Integer.parseInt(count));
    }

    boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != prefix.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit += 8) {
            int mask = bits - bit >= 8 ? 0xFF : 0xFF << (8 - (bits - bit)) & 0xFF;
            if ((bytes[bit / 8] & mask) != (prefix[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
