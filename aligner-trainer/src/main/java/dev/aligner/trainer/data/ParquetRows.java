package dev.aligner.trainer.data;

import dev.aligner.core.AlignerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.io.LocalInputFile;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The rows of a Parquet file, one JSON object each. */
final class ParquetRows<T> extends Spliterators.AbstractSpliterator<ReadRow<T>> implements AutoCloseable {
    private final Path file;
    private final RowShape<T> shape;
    private final ParquetReader<Group> reader;
    private long number;
    private boolean ended;

    private ParquetRows(Path file, RowShape<T> shape, ParquetReader<Group> reader) {
        super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
        this.file = file;
        this.shape = shape;
        this.reader = reader;
    }

    static <T> ParquetRows<T> open(Path file, RowShape<T> shape) throws IOException {
        return new ParquetRows<>(file, shape, new LocalReader(file).build());
    }

    /** Without a file system of Hadoop, whose classes are not here. */
    private static final class LocalReader extends ParquetReader.Builder<Group> {
        LocalReader(Path file) {
            super(new LocalInputFile(file), new PlainParquetConfiguration());
            withCodecFactory(new ParquetPacking());
        }

        @Override
        protected ReadSupport<Group> getReadSupport() {
            return new GroupReadSupport();
        }
    }

    @Override
    public boolean tryAdvance(Consumer<? super ReadRow<T>> action) {
        ReadRow<T> row = ended ? null : next();
        if (row != null) {
            action.accept(row);
        }
        return row != null;
    }

    private @Nullable ReadRow<T> next() {
        number++;
        ObjectNode row;
        try {
            Group group = reader.read();
            row = group == null ? null : ParquetJson.object(group);
        } catch (IOException | RuntimeException e) {
            // the library throws whatever a broken file makes its decoders trip over; nothing after it can be read
            ended = true;
            return bad("file: breaks off: " + e + " (expected: a whole Parquet file)");
        }
        if (row == null) {
            ended = true;
            return null;
        }
        try {
            return new ReadRow.Good<>(new Origin(file, number), shape.read(new RowFields(file, row)));
        } catch (AlignerException e) {
            return bad(String.valueOf(e.getMessage()));
        }
    }

    private ReadRow<T> bad(String reason) {
        return new ReadRow.Bad<>(new Origin(file, number), JsonLines.printable(reason));
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
