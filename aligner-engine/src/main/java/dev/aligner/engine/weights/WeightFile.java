package dev.aligner.engine.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The open file that holds the weights; any thread may read. The file must not shrink while it is open. */
final class WeightFile implements AutoCloseable {
    private static final int DIGEST_BUFFER_BYTES = 1 << 20;

    private final Path path;
    private final FileChannel channel;
    private final long size;
    private @Nullable String digest;

    private WeightFile(Path path, FileChannel channel, long size) {
        this.path = path;
        this.channel = channel;
        this.size = size;
    }

    static WeightFile open(Path path) {
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            return new WeightFile(path, channel, channel.size());
        } catch (IOException e) {
            throw Problems.fatal(path, "cannot be opened (expected: a readable file)", e);
        }
    }

    Path path() {
        return path;
    }

    /** Bytes, when the file was opened. */
    long size() {
        return size;
    }

    /** Little-endian, read only. {@code bytes} must fit an int and the range must lie in the file. */
    ByteBuffer map(long offset, long bytes) {
        try {
            return channel.map(FileChannel.MapMode.READ_ONLY, offset, bytes).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Reads from {@code offset} into the rest of {@code target}; fewer bytes only at the file's end. */
    void read(long offset, ByteBuffer target) {
        try {
            long at = offset;
            while (target.hasRemaining()) {
                int read = channel.read(target, at);
                if (read < 0) {
                    return;
                }
                at += read;
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** A tensor as {@link ModelFiles#read} gives it. */
    void read(StoredTensor tensor, ByteBuffer target) {
        if (target.remaining() != tensor.elements() * Float.BYTES) {
            throw new IllegalArgumentException("target: " + target.remaining() + " bytes (expected: "
                    + tensor.elements() * Float.BYTES + " for " + tensor.name() + ")");
        }
        ByteBuffer source = map(tensor.offset(), tensor.bytes());
        ByteBuffer room = target.slice().order(ByteOrder.nativeOrder());
        RotaryRows rows = tensor.rotaryRows();
        if (rows == null) {
            TensorDecoder.decode(tensor.type(), source, room);
        } else {
            decodeRows(tensor, rows, source, room);
        }
    }

    private static void decodeRows(StoredTensor tensor, RotaryRows order, ByteBuffer source, ByteBuffer target) {
        int rows = Math.toIntExact(tensor.shape()[0]);
        int sourceBytes = source.capacity() / rows;
        int targetBytes = target.capacity() / rows;
        for (int row = 0; row < rows; row++) {
            int from = Math.toIntExact(order.fileRow(row) * sourceBytes);
            TensorDecoder.decode(
                    tensor.type(),
                    source.slice(from, sourceBytes).order(ByteOrder.LITTLE_ENDIAN),
                    target.slice(row * targetBytes, targetBytes).order(ByteOrder.nativeOrder()));
        }
    }

    synchronized String digest() {
        if (digest == null) {
            digest = computeDigest();
        }
        return digest;
    }

    private String computeDigest() {
        MessageDigest sha256 = sha256();
        ByteBuffer buffer = ByteBuffer.allocate(DIGEST_BUFFER_BYTES);
        for (long at = 0; at < size; at += buffer.limit()) {
            buffer.clear();
            read(at, buffer);
            buffer.flip();
            if (!buffer.hasRemaining()) {
                throw Problems.fatal(path, "size: " + at + " bytes (expected: " + size + ", as when it was opened)");
            }
            sha256.update(buffer.duplicate());
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing (expected: in every Java platform)", e);
        }
    }

    private RuntimeException unreadable(IOException e) {
        if (e instanceof ClosedChannelException) {
            return new IllegalStateException(path + ": closed", e);
        }
        return Problems.fatal(path, "cannot be read", e);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw Problems.fatal(path, "cannot be closed", e);
        }
    }
}
