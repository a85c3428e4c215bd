package dev.aligner.service.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a command reads and writes.
 *
 * @param outBytes what {@code out} writes to, for lines that are bytes already
 * @param errBytes what {@code err} writes to
 * @param interactive whether somebody watches {@code err}
 */
public record Terminal(
        InputStream in,
        OutputStream outBytes,
        OutputStream errBytes,
        PrintWriter out,
        PrintWriter err,
        boolean interactive) {

    /** The process's own streams, always UTF-8: what is written is JSON or goes where JSON came from. */
    public static Terminal ofProcess() {
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        return of(new FileInputStream(FileDescriptor.in), out, new FileOutputStream(FileDescriptor.err), watched());
    }

    public static Terminal of(InputStream in, OutputStream out, OutputStream err, boolean interactive) {
        return new Terminal(in, out, err, writer(out), writer(err), interactive);
    }

    private static PrintWriter writer(OutputStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    /** The JDK knows of a terminal only for input and output together; Linux says where error output goes, elsewhere nobody. */
    private static boolean watched() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
