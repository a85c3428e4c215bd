package dev.aligner.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** What becomes of opening a path. */
final class Opening {
    private Opening() {}

    /** The message of the refusal; fails where the path opens. */
    static String refusal(Path path) {
        AlignerException refusal = catchThrowableOfType(
                AlignerException.class, () -> ModelFiles.open(path).close());
        assertThat(refusal).as("refusal of %s", path).isNotNull();
        assertThat(refusal.code()).isEqualTo(ErrorCode.MODEL_FILE);
        return String.valueOf(refusal.getMessage());
    }

    static String refusal(Path folder, GgufFile file) throws IOException {
        return refusal(Files.write(folder.resolve("model.gguf"), file.bytes()));
    }

    static float[] floats(ByteBuffer buffer) {
        var floats = new float[buffer.remaining() / Float.BYTES];
        buffer.duplicate().order(buffer.order()).asFloatBuffer().get(floats);
        return floats;
    }
}
