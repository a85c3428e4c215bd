package dev.aligner.trainer.data;

import io.airlift.compress.Decompressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * Unpacks the pages of Parquet files. The library's own codecs take theirs from Hadoop or from native code; these are
 * plain Java, and cover what pyarrow, Polars and Spark write.
 */
final class ParquetPacking implements CompressionCodecFactory {
    /** Writers cut pages at a MiB or so, after a whole value; a broken page claims anything. */
    private static final int MAX_PAGE_BYTES = 64 << 20;

    /** From packed bytes to exactly so many others. */
    private interface Unpacking {
        byte[] unpack(byte[] packed, int size) throws IOException;
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
        return switch (name) {
            case UNCOMPRESSED -> new Pages((packed, size) -> packed);
            case SNAPPY -> new Pages((packed, size) -> unpack(new SnappyDecompressor(), packed, size));
            case ZSTD -> new Pages((packed, size) -> unpack(new ZstdDecompressor(), packed, size));
            case LZ4_RAW -> new Pages((packed, size) -> unpack(new Lz4Decompressor(), packed, size));
            case GZIP ->
                new Pages((packed, size) -> {
                    try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(packed))) {
                        return unpacked.readNBytes(size);
                    }
                });
            case LZO, BROTLI, LZ4 ->
                throw new IllegalArgumentException(
                        "packed by " + name + " (expected: none, snappy, gzip, zstd or lz4_raw)");
        };
    }

    private static byte[] unpack(Decompressor decompressor, byte[] packed, int size) {
        byte[] unpacked = new byte[size];
        decompressor.decompress(packed, 0, packed.length, unpacked, 0, size);
        return unpacked;
    }

    private record Pages(Unpacking unpacking) implements BytesInputDecompressor {
        @Override
        public BytesInput decompress(BytesInput packed, int size) throws IOException {
            return BytesInput.from(unpacked(packed.toInputStream().readAllBytes(), size));
        }

        @Override
        public void decompress(ByteBuffer packed, int packedSize, ByteBuffer unpacked, int size) throws IOException {
            byte[] bytes = new byte[packedSize];
            packed.get(bytes);
            unpacked.put(unpacked(bytes, size));
        }

        private byte[] unpacked(byte[] packed, int size) throws IOException {
            if (size < 0 || size > MAX_PAGE_BYTES) {
                throw new IOException("page: " + size + " bytes (expected: 0.." + MAX_PAGE_BYTES + ")");
            }
            return unpacking.unpack(packed, size);
        }

        @Override
        public void release() {}
    }

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName name) {
        throw new UnsupportedOperationException("Parquet is read only");
    }

    @Override
    public void release() {}
}
