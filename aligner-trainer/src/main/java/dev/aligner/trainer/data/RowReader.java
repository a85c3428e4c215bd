package dev.aligner.trainer.data;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads files of rows: JSON lines, plain or packed by gzip or xz, and Parquet; which of them is seen from the bytes. */
public final class RowReader {
    private RowReader() {}

    /**
     * All that a file holds, in order, read as it is asked for. The caller closes the stream.
     *
     * @throws AlignerException INVALID_FIELD if there is no such file
     */
    public static <T> Stream<ReadRow<T>> read(Path file, RowShape<T> shape) {
        try {
            InputStream packed = new BufferedInputStream(Files.newInputStream(file));
            try {
                packed.mark(Packing.HEAD_BYTES);
                byte[] head = packed.readNBytes(Packing.HEAD_BYTES);
                packed.reset();
                if (Packing.isParquet(head)) {
                    packed.close();
                    ParquetRows<T> rows = ParquetRows.open(file, shape);
                    return StreamSupport.stream(rows, false).onClose(rows::close);
                }
                InputStream text = Packing.seenIn(head).unpack(packed);
                return StreamSupport.stream(new JsonLines<>(file, text, shape), false)
                        .onClose(() -> close(text));
            } catch (IOException | RuntimeException e) {
                packed.close();
                throw e;
            }
        } catch (IOException e) {
            throw AlignerException.of(
                    ErrorCode.INVALID_FIELD, file + ": cannot be read: " + e + " (expected: a file of rows)", e);
        }
    }

    /**
     * As {@link #read}, of files whose rows are all expected to be good.
     *
     * @throws AlignerException INVALID_FIELD, also while reading, with the place and reason of the first bad row
     */
    public static <T> Stream<T> rows(Path file, RowShape<T> shape) {
        return read(file, shape).map(read -> {
            if (read instanceof ReadRow.Good<T> good) {
                return good.row();
            }
            throw AlignerException.of(ErrorCode.INVALID_FIELD, read.origin() + ": " + ((ReadRow.Bad<T>) read).reason());
        });
    }

    private static void close(InputStream text) {
        try {
            text.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
