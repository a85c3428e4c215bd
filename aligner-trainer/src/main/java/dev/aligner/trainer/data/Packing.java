package dev.aligner.trainer.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZInputStream;
import org.tukaani.xz.XZOutputStream;

/** How the lines of a file are packed. Reading sees it from the first bytes, writing from the name's ending. */
enum Packing {
    XZ("fd377a585a00") {
        @Override
        InputStream unpack(InputStream packed) throws IOException {
            return new XZInputStream(packed, XZ_MEMORY_KIB);
        }

        @Override
        OutputStream pack(OutputStream packed) throws IOException {
            return new XZOutputStream(packed, new LZMA2Options());
        }
    },
    GZIP("1f8b") {
        @Override
        InputStream unpack(InputStream packed) throws IOException {
            return new GZIPInputStream(packed, BUFFER_BYTES);
        }

        @Override
        OutputStream pack(OutputStream packed) throws IOException {
            return new GZIPOutputStream(packed, BUFFER_BYTES);
        }
    },
    NONE("") {
        @Override
        InputStream unpack(InputStream packed) {
            return packed;
        }

        @Override
        OutputStream pack(OutputStream packed) {
            return packed;
        }
    };

    /** Enough to tell every packing, and Parquet. */
    static final int HEAD_BYTES = 6;

    private static final String PARQUET = "50415231";

    /** What the largest preset of xz takes is 65 MiB. */
    private static final int XZ_MEMORY_KIB = 128 << 10;

    private static final int BUFFER_BYTES = 1 << 16;

    /** The first bytes, in hexadecimal. */
    private final String magic;

    Packing(String magic) {
        this.magic = magic;
    }

    abstract InputStream unpack(InputStream packed) throws IOException;

    abstract OutputStream pack(OutputStream packed) throws IOException;

    static Packing seenIn(byte[] head) {
        String first = HexFormat.of().formatHex(head);
        return first.startsWith(XZ.magic) ? XZ : first.startsWith(GZIP.magic) ? GZIP : NONE;
    }

    static boolean isParquet(byte[] head) {
        return HexFormat.of().formatHex(head).startsWith(PARQUET);
    }

    static Packing namedBy(Path file) {
        String name = file.toString();
        return name.endsWith(".xz") ? XZ : name.endsWith(".gz") ? GZIP : NONE;
    }
}
