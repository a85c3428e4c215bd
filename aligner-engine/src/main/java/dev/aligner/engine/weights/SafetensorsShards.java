package dev.aligner.engine.weights;

import dev.aligner.core.AlignerException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tensors of a model in several safetensors files, compared with what the index says of them. */
final class SafetensorsShards {
    private final Path folder;
    private final ShardIndex index;
    private final Problems problems;
    private final List<WeightFile> files = new ArrayList<>();
    private final Map<String, StoredTensor> tensors = new HashMap<>();
    private final Set<String> unsettled = new HashSet<>();

    private SafetensorsShards(Path folder, ShardIndex index, Problems problems) {
        this.folder = folder;
        this.index = index;
        this.problems = problems;
    }

    /** Opens every shard that can be; the caller closes {@link #files}, also where {@code problems} were added. */
    static SafetensorsShards open(Path folder, ShardIndex index, Problems problems) {
        var shards = new SafetensorsShards(folder, index, problems);
        try {
            index.shards().forEach(shards::openShard);
            return shards;
        } catch (RuntimeException e) {
            WeightFiles.closeAll(shards.files);
            throw e;
        }
    }

    private void openShard(String shard) {
        Path path = folder.resolve(shard);
        Map<String, StoredTensor> found = Map.of();
        boolean read = false;
        if (Files.exists(path)) {
            try {
                WeightFile file = WeightFile.openShard(path);
                files.add(file);
                var ofShard = new Problems(path);
                found = SafetensorsHeader.read(file, ofShard);
                ofShard.throwIfAny();
                read = true;
            } catch (AlignerException e) {
                problems.add(e);
            }
        } else {
            problems.add(shard + ": missing (expected: beside the index, which names it)");
        }
        found.forEach(this::take);
        boolean complete = read;
        index.shardOf().forEach((name, expected) -> {
            if (expected.equals(shard) && !tensors.containsKey(name)) {
                unsettled.add(name);
                if (complete) {
                    problems.add(name + ": not in " + shard + " (expected: there, as weight_map says)");
                }
            }
        });
    }

    private void take(String name, StoredTensor tensor) {
        String shard = String.valueOf(tensor.file().path().getFileName());
        String expected = index.shardOf().get(name);
        if (shard.equals(expected)) {
            tensors.put(name, tensor);
        } else if (!SafetensorsHeader.isIgnorable(name)) {
            unsettled.add(name);
            problems.add(name + ": in " + shard + " (expected: "
                    + (expected == null ? "named by weight_map" : "only in " + expected + ", as weight_map says")
                    + ")");
        }
    }

    /** Every shard that could be opened, in the order of their names. */
    List<WeightFile> files() {
        return files;
    }

    /** Tensors that lie where the index says, by name. */
    Map<String, StoredTensor> tensors() {
        return tensors;
    }

    /** Names about which a problem was added: no use in saying that they are missing. */
    Set<String> unsettled() {
        return unsettled;
    }
}
