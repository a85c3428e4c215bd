package dev.aligner.spark.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;

/** The column {@code answer} of a folder that a cluster has written, read without one. */
final class ParquetAnswers {
    private ParquetAnswers() {}

    static List<String> of(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> entries = Files.list(folder)) {
            files = entries.filter(file -> file.toString().endsWith(".parquet")).toList();
        }
        List<String> answers = new ArrayList<>();
        for (Path file : files) {
            try (ParquetReader<Group> rows = ParquetReader.builder(
                            new GroupReadSupport(), new org.apache.hadoop.fs.Path(file.toUri()))
                    .build()) {
                for (Group row = rows.read(); row != null; row = rows.read()) {
                    answers.add(row.getString("answer", 0));
                }
            }
        }
        return answers;
    }
}
