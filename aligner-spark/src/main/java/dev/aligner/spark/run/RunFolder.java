package dev.aligner.spark.run;

import dev.aligner.spark.manifest.Manifest;
import dev.aligner.spark.rows.Layout;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a run, on whatever file system. What it makes for readers lies in {@code corrections}, {@code pairs} and {@code
 * edits}, each by chunks; what it needs itself in {@code _aligner}, which readers skip.
 */
final class RunFolder {
    private final FileSystem files;
    private final Path root;

    RunFolder(String out, Configuration configuration) {
        try {
            Path path = new Path(out);
            this.files = path.getFileSystem(configuration);
            this.root = files.makeQualified(path);
        } catch (IOException e) {
            throw new UncheckedIOException(out + ": " + e.getMessage(), e);
        }
    }

    /** The planned rows, by chunks. */
    String plan() {
        return at("_aligner/plan");
    }

    /** All chunks of one output. */
    String all(String output) {
        return at(output);
    }

    /** One chunk of one output. */
    String chunk(String output, int number) {
        return at(output + "/" + Layout.CHUNK + "=" + number);
    }

    private String at(String below) {
        return new Path(root, below).toString();
    }

    /** Whether Spark has committed all of what it wrote into a folder. */
    boolean isCommitted(String folder) {
        try {
            return files.exists(new Path(folder, "_SUCCESS"));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    boolean isEmpty() {
        try {
            return !files.exists(root) || files.listStatus(root).length == 0;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** What the run here has begun with, or null where none has planned its rows yet. */
    @Nullable
    Manifest manifest() {
        Path path = manifestPath();
        try {
            if (!files.exists(path)) {
                return null;
            }
            try (InputStream in = files.open(path)) {
                return Manifest.read(new String(in.readAllBytes(), StandardCharsets.UTF_8), path.toString());
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Written beside its place and moved there: it is whole, or not there. */
    void write(Manifest manifest) {
        Path unfinished = new Path(root, "_aligner/manifest.unfinished");
        try {
            put(unfinished, manifest.json());
            if (!files.rename(unfinished, manifestPath())) {
                throw new IOException(manifestPath() + ": there already");
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** A text beside the outputs. */
    void write(String name, String text) {
        try {
            put(new Path(root, name), text);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void put(Path path, String text) throws IOException {
        try (OutputStream out = files.create(path, true)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    void delete(String folder) {
        try {
            files.delete(new Path(folder), true);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private Path manifestPath() {
        return new Path(root, "_aligner/manifest.json");
    }

    private UncheckedIOException failed(IOException cause) {
        return new UncheckedIOException(root + ": " + cause.getMessage(), cause);
    }
}
