package dev.aligner.engine.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What this machine's processor can, as far as it decides how a model is multiplied. */
final class CpuFeatures {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final Set<String> BFLOAT16_FLAGS = Set.of("avx512_bf16", "amx_bf16");
    private static final boolean MULTIPLIES_BFLOAT16 = multipliesBfloat16(lines());

    private CpuFeatures() {}

    /**
     * Whether it has instructions for products of bfloat16. Without them such a product is no faster than one in float32.
     * Where that is not known, as outside Linux, it has not.
     */
    static boolean multipliesBfloat16() {
        return MULTIPLIES_BFLOAT16;
    }

    /** @param cpuInfo lines of Linux's {@code /proc/cpuinfo} */
    static boolean multipliesBfloat16(List<String> cpuInfo) {
        return cpuInfo.stream()
                .filter(line -> line.startsWith("flags"))
                .flatMap(line -> Stream.of(line.substring(line.indexOf(':') + 1).split(" ")))
                .anyMatch(BFLOAT16_FLAGS::contains);
    }

    private static List<String> lines() {
        try {
            return Files.isReadable(CPU_INFO) ? Files.readAllLines(CPU_INFO) : List.of();
        } catch (IOException e) {
            // nothing but speed depends on it
            return List.of();
        }
    }
}
