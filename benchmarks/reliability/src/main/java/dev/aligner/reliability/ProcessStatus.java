package dev.aligner.reliability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What Linux says of a process. */
final class ProcessStatus {
    private static final String RESIDENT = "VmRSS:";

    private ProcessStatus() {}

    /** Bytes. */
    static long resident(long pid) throws IOException {
        return residentOf(Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status")));
    }

    static long residentOf(List<String> status) throws IOException {
        for (String line : status) {
            if (line.startsWith(RESIDENT)) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        throw new IOException("status: no " + RESIDENT + " (expected: of a process that runs)");
    }
}
