package dev.aligner.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Free ports in the place of those that the pages name. */
final class Ports {
    private static final List<Integer> NAMED = List.of(8080, 8090, 9000);

    private Ports() {}

    /** @param first of a row of ports that may be used; 0 for any that are free */
    static Map<Integer, Integer> free(int first) {
        Map<Integer, Integer> ports = new TreeMap<>();
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int named : NAMED) {
                int wanted = first == 0 ? 0 : first + held.size();
                ServerSocket socket = new ServerSocket(wanted, 1, InetAddress.getLoopbackAddress());
                held.add(socket);
                ports.put(named, socket.getLocalPort());
            }
            for (ServerSocket socket : held) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ports;
    }
}
