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
    private static final int COMPARED_BYTES = 64 << 20;

    private final Path path;
    private final FileChannel channel;
    private final long size;
    private final boolean shard;
    private @Nullable String digest;

    private WeightFile(Path path, FileChannel channel, long size, boolean shard) {
        this.path = path;
        this.channel = channel;
        this.size = size;
        this.shard = shard;
    }

    static WeightFile open(Path path) {
        return open(path, false);
    }

    /** One of the files that hold a model's weights together. */
    static WeightFile openShard(Path path) {
        return open(path, true);
    }

    private static WeightFile open(Path path, boolean shard) {
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            return new WeightFile(path, channel, channel.size(), shard);
        } catch (IOException e) {
            throw Problems.fatal(path, "cannot be opened (expected: a readable file)", e);
        }
    }

    Path path() {
        return path;
    }

    /** Whether other files hold the rest of the model. */
    boolean isShard() {
        return shard;
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

    /** A run of a tensor's rows as {@link ModelFiles#read(String, long, long, ByteBuffer)} gives it. */
    void read(StoredTensor tensor, long fromRow, long rows, ByteBuffer target) {
        if (fromRow < 0 || rows < 0 || fromRow > tensor.rows() - rows) {
            throw new IllegalArgumentException("rows: " + rows + " from " + fromRow + " (expected: within the "
                    + tensor.rows() + " of " + tensor.name() + ")");
        }
        if (target.remaining() != rows * tensor.columns() * Float.BYTES) {
            throw new IllegalArgumentException("target: " + target.remaining() + " bytes (expected: "
                    + rows * tensor.columns() * Float.BYTES + " for " + rows + " rows of " + tensor.name() + ")");
        }
        ByteBuffer room = target.slice().order(ByteOrder.nativeOrder());
        RotaryRows order = tensor.rotaryRows();
        if (order == null) {
            TensorDecoder.decode(tensor.type(), mapRows(tensor, fromRow, rows), room);
        } else if (rows > 0) {
            decodeRows(tensor, order, fromRow, rows, room);
        }
    }

    private ByteBuffer mapRows(StoredTensor tensor, long fromRow, long rows) {
        long rowBytes = tensor.type().bytes(tensor.columns());
        return map(tensor.offset() + fromRow * rowBytes, rows * rowBytes);
    }

    /** A reordered row stays within its head, so whole heads hold a run of rows. */
    private void decodeRows(StoredTensor tensor, RotaryRows order, long fromRow, long rows, ByteBuffer target) {
        long first = fromRow / order.headDim() * order.headDim();
        long end = (fromRow + rows + order.headDim() - 1) / order.headDim() * order.headDim();
        ByteBuffer source = mapRows(tensor, first, end - first);
        int sourceBytes = Math.toIntExact(tensor.type().bytes(tensor.columns()));
        int targetBytes = Math.toIntExact(tensor.columns() * Float.BYTES);
        for (int row = 0; row < rows; row++) {
            int from = Math.toIntExact((order.fileRow(fromRow + row) - first) * sourceBytes);
            TensorDecoder.decode(
                    tensor.type(),
                    source.slice(from, sourceBytes).order(ByteOrder.LITTLE_ENDIAN),
                    target.slice(row * targetBytes, targetBytes).order(ByteOrder.nativeOrder()));
        }
    }

    /** Whether two tensors of a type and a shape are byte for byte the same. */
    static boolean sameBytes(StoredTensor one, StoredTensor other) {
        for (long at = 0; at < one.bytes(); at += COMPARED_BYTES) {
            long bytes = Math.min(one.bytes() - at, COMPARED_BYTES);
            if (!one.file().map(one.offset() + at, bytes).equals(other.file().map(other.offset() + at, bytes))) {
                return false;
            }
        }
        return true;
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
