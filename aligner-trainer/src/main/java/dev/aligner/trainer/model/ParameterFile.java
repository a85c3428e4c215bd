package dev.aligner.trainer.model;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.trainer.file.AtomicFile;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Flat vectors in a file: "ALIGNVEC", then as little-endian 64-bit integers a version, how many vectors, how long each
 * is and how many optimiser steps were done, then their float32 values, little-endian.
 */
final class ParameterFile {
    private static final long MAGIC = 0x4345564E47494C41L; // "ALIGNVEC"
    private static final long VERSION = 1;
    private static final int HEADER_BYTES = 5 * Long.BYTES;

    private ParameterFile() {}

    /** Writes beside the file and moves it there when it is on the disk. */
    static void write(Path file, long steps, List<PtNDArray> arrays, Vectors vectors) {
        try (AtomicFile target = AtomicFile.at(file)) {
            ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            header.putLong(MAGIC).putLong(VERSION).putLong(arrays.size());
            header.putLong(arrays.get(0).size()).putLong(steps);
            target.write(header.flip());
            for (PtNDArray array : arrays) {
                vectors.read(array, 0, array.size(), DataType.FLOAT32, target::write);
            }
            target.commit();
        }
    }

    /**
     * Checks the file and fills the vectors.
     *
     * @return how many optimiser steps were done
     */
    static long read(Path file, List<PtNDArray> arrays, Vectors vectors) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            long elements = arrays.get(0).size();
            long expected = HEADER_BYTES + arrays.size() * elements * Float.BYTES;
            if (channel.size() < HEADER_BYTES) {
                throw broken(file, channel.size() + " bytes (expected: " + expected + ")");
            }
            read(channel, header);
            header.flip();
            if (header.getLong() != MAGIC || header.getLong() != VERSION) {
                throw broken(file, "another kind of file (expected: saved parameters, version " + VERSION + ")");
            }
            long count = header.getLong();
            long size = header.getLong();
            if (count != arrays.size() || size != elements) {
                throw broken(
                        file,
                        count + " vectors of " + size + " (expected: " + arrays.size() + " of " + elements
                                + ", as this model trains)");
            }
            if (channel.size() != expected) {
                throw broken(file, channel.size() + " bytes (expected: " + expected + ")");
            }
            for (PtNDArray array : arrays) {
                vectors.fill(array, piece -> read(channel, piece));
            }
            return header.getLong();
        } catch (IOException e) {
            throw AlignerException.of(ErrorCode.MODEL_FILE, file + ": cannot be read", e);
        }
    }

    private static void read(FileChannel channel, ByteBuffer target) {
        try {
            while (target.hasRemaining()) {
                if (channel.read(target) < 0) {
                    throw new EOFException("it became shorter while it was read");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static AlignerException broken(Path file, String problem) {
        return AlignerException.of(ErrorCode.MODEL_FILE, file + ": " + problem);
    }
}
