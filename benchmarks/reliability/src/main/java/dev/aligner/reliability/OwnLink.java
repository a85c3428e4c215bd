package dev.aligner.reliability;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;

/** Passes bytes on, two threads a connection; what Toxiproxy does, as far as it is needed, where that is not there. */
final class OwnLink implements FaultyLink {
    private final ServerSocket server;
    private final int upstream;
    private volatile Fault fault = new Fault.None();

    OwnLink(int port, int upstream) throws IOException {
        this.server = new ServerSocket(port, 1024, InetAddress.getLoopbackAddress());
        this.upstream = upstream;
        start("link", this::accept);
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket there = new Socket(InetAddress.getLoopbackAddress(), upstream);
                Fault now = fault;
                start("link-there", () -> pass(client, there, new Fault.None()));
                start("link-back", () -> pass(there, client, now));
                if (now instanceof Fault.ResetAfter reset) {
                    start("link-reset", () -> resetLater(client, there, reset.time()));
                }
            } catch (IOException e) {
                // closed, or the upstream is not there: the client's connection is never made use of
            }
        }
    }

    private static void resetLater(Socket client, Socket there, Duration time) {
        try {
            Patience.rest(time);
            reset(client);
            reset(there);
        } catch (IOException e) {
            // gone already
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private static void pass(Socket from, Socket to, Fault fault) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8 * 1024];
            int left = fault instanceof Fault.CutAfter cut ? cut.bytes() : Integer.MAX_VALUE;
            for (int read = in.read(buffer); read >= 0 && left > 0; read = in.read(buffer)) {
                if (!(fault instanceof Fault.Stall)) {
                    out.write(buffer, 0, Math.min(read, left));
                    left -= fault instanceof Fault.CutAfter ? Math.min(read, left) : 0;
                }
            }
        } catch (IOException e) {
            // one of the two has left: so does the other, by the end of this block
        }
    }

    @Override
    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    @Override
    public void fault(Fault next) {
        fault = next;
    }

    @Override
    public String tool() {
        return "our own link";
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
