package dev.aligner.reliability;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/** Model files that are not what they were when they were made. */
final class CorruptedModel implements Case {
    private static final int CANNOT_BE_LOADED = 3;
    private static final Duration START = Duration.ofMinutes(5);
    private static final String WEIGHTS = "SmolLM2-135M-Instruct.Q4_1.gguf";
    private static final String ADAPTER = "adapter/adapter_model.safetensors";

    private interface Damage {
        void to(RandomAccessFile file) throws IOException;
    }

    private record Broken(String file, Damage damage) {}

    @Override
    public String name() {
        return "corrupted-model";
    }

    @Override
    public String promised() {
        return "A model file that is cut off or whose structure is broken is never served from: the process ends with code 3 and names the file.";
    }

    @Override
    public void run(Bench bench, Findings findings) throws Exception {
        for (Map.Entry<String, Broken> each : damages().entrySet()) {
            Path model = copy(bench);
            String file = each.getValue().file();
            try (RandomAccessFile opened =
                    new RandomAccessFile(model.resolve(file).toFile(), "rw")) {
                each.getValue().damage().to(opened);
            }
            ServiceProcess.Start start = bench.service().option("aligner.model.path", model);
            ServiceProcess service = start.start();
            boolean ready = service.readyWithin(START);
            OptionalInt exit = service.awaitExit(Duration.ofSeconds(20));
            boolean named =
                    service.loadFailure().contains(Path.of(file).getFileName().toString());
            findings.sent(1, "broken models");
            boolean told = !ready && exit.isPresent() && exit.getAsInt() == CANNOT_BE_LOADED && named;
            findings.came(told ? "ended with 3, file named" : "otherwise", 1);
            findings.must(
                    told,
                    each.getKey() + ": ready " + ready + ", exit code " + exit + ", file named " + named
                            + " (expected: 3)");
            service.close();
        }
        findings.measured("broken how", String.join(", ", damages().keySet()));
    }

    private static Map<String, Broken> damages() {
        Map<String, Broken> all = new LinkedHashMap<>();
        all.put("weights cut in half", new Broken(WEIGHTS, file -> file.setLength(file.length() / 2)));
        all.put("weights empty", new Broken(WEIGHTS, file -> file.setLength(0)));
        all.put("another magic number", new Broken(WEIGHTS, file -> put(file, 0, new byte[] {'G', 'G', 'M', 'L'})));
        all.put("more tensors than bytes", new Broken(WEIGHTS, file -> put(file, 8, number(1L << 60))));
        all.put("adapter cut in half", new Broken(ADAPTER, file -> file.setLength(file.length() / 2)));
        all.put("an adapter of another shape", new Broken(ADAPTER, CorruptedModel::reshape));
        return all;
    }

    private static byte[] number(long value) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
    }

    private static void put(RandomAccessFile file, long at, byte[] bytes) throws IOException {
        file.seek(at);
        file.write(bytes);
    }

    /** Swaps the first two digits of the first shape that has them, which changes no length. */
    private static void reshape(RandomAccessFile file) throws IOException {
        byte[] head = new byte[64 * 1024];
        file.readFully(head);
        String text = new String(head, StandardCharsets.ISO_8859_1);
        int at = text.indexOf("\"shape\":[") + "\"shape\":[".length();
        String shape = text.substring(at, text.indexOf(']', at));
        String other = shape.contains(",") ? shape.replaceFirst("(\\d+),(\\d+)", "$2,$1") : shape;
        put(file, at, other.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Path copy(Bench bench) throws IOException {
        Path copy = Files.createDirectories(bench.folder().resolve("model/adapter"))
                .resolveSibling(".")
                .normalize();
        for (String file : new String[] {"aligner.json", WEIGHTS, ADAPTER, "adapter/adapter_config.json"}) {
            Files.copy(bench.model().resolve(file), copy.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Path copier = copy.resolve("copier");
        if (!Files.exists(copier)) {
            Files.createSymbolicLink(copier, bench.model().resolve("copier"));
        }
        return copy;
    }
}
