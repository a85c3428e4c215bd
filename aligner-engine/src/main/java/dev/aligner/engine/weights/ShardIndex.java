package dev.aligner.engine.weights;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * {@code model.safetensors.index.json}: which file of the folder holds which tensor. What it says of sizes is not read;
 * the files say it themselves.
 *
 * @param shardOf names of tensors to names of files
 */
record ShardIndex(Map<String, String> shardOf) {
    static final String FILE = "model.safetensors.index.json";
    private static final String WEIGHT_MAP = "weight_map";
    private static final int MAX_SHARDS = 1024;

    /** A file of the folder itself: an index must not lead anywhere else. */
    private static final Pattern FILE_NAME = Pattern.compile("\\w[\\w.-]{0,250}\\.safetensors");

    static ShardIndex read(Path folder, Problems problems) {
        JsonNode map = JsonFile.object(folder.resolve(FILE)).path(WEIGHT_MAP);
        Map<String, String> shardOf = new LinkedHashMap<>();
        if (!map.isObject() || map.isEmpty()) {
            problems.add(WEIGHT_MAP + ": JSON " + map.getNodeType() + " (expected: an object, tensor to file)");
        }
        map.properties().forEach(entry -> {
            String shard = entry.getValue().stringValue("");
            if (FILE_NAME.matcher(shard).matches()) {
                shardOf.put(entry.getKey(), shard);
            } else {
                problems.add(WEIGHT_MAP + ": " + entry.getKey() + ": " + entry.getValue()
                        + " (expected: the name of a *.safetensors file beside the index)");
            }
        });
        ShardIndex index = new ShardIndex(shardOf);
        if (index.shards().size() > MAX_SHARDS) {
            problems.add(WEIGHT_MAP + ": " + index.shards().size() + " files (expected: at most " + MAX_SHARDS + ")");
        }
        return index;
    }

    SortedSet<String> shards() {
        return new TreeSet<>(shardOf.values());
    }
}
