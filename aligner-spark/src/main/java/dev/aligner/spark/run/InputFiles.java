package dev.aligner.spark.run;

import dev.aligner.core.AlignerException;
import dev.aligner.spark.manifest.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** The files of the input, by which it is known again without being read. */
final class InputFiles {
    private InputFiles() {}

    /**
     * Of the names, lengths and times of all files.
     *
     * @param paths files, folders or patterns
     * @throws AlignerException INVALID_FIELD where a path leads nowhere
     */
    static String digest(List<String> paths, Configuration configuration) {
        List<String> known = new ArrayList<>();
        for (String each : paths) {
            try {
                Path path = new Path(each);
                FileSystem files = path.getFileSystem(configuration);
                FileStatus[] found = files.globStatus(path);
                if (found == null || found.length == 0) {
                    throw AlignerException.invalidField("in", "in: " + each + ": nothing there (expected: rows)");
                }
                for (FileStatus root : found) {
                    add(files, root.getPath(), known);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(each + ": " + e.getMessage(), e);
            }
        }
        return Digest.of(known.stream().sorted().toList());
    }

    private static void add(FileSystem files, Path root, List<String> known) throws IOException {
        RemoteIterator<LocatedFileStatus> below = files.listFiles(root, true);
        while (below.hasNext()) {
            FileStatus file = below.next();
            known.add(file.getPath() + "\t" + file.getLen() + "\t" + file.getModificationTime());
        }
    }
}
