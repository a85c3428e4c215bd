package dev.aligner.engine.torch;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.pytorch.engine.PtSymbolBlock;
import dev.aligner.engine.model.Precision;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript program packed from readable source at start-up, without Python: five stored zip entries around the
 * source text (engine format 10, libtorch 2.7).
 */
final class ProgramArchive {
    private static final String MATRIX = "# Matrix = ";

    private ProgramArchive() {}

    /**
     * A family's program joined with how it takes its weights in, how it multiplies, and what is asked of its logits.
     *
     * @param family name of the resource with the class, {@code decoder}
     */
    static String source(String family, Precision computed) {
        // its first line names the type that stands for Matrix everywhere
        String multiplication = computed == Precision.INT8
                ? resource("linear_int8") + resource(besideBfloat16(family) ? "beside_bfloat16" : "beside_nothing")
                : resource("linear_dense");
        String first = multiplication.lines().findFirst().orElseThrow();
        String type = first.substring(first.indexOf(MATRIX) + MATRIX.length());
        String program = resource(family) + resource("weights") + multiplication + resource("scores");
        return program.replaceAll("\\bMatrix\\b(?! = )", type);
    }

    /** Only decoders tell what is read from what is written. */
    private static boolean besideBfloat16(String family) {
        return family.equals("decoder") && CpuFeatures.multipliesBfloat16();
    }

    /** Packs and loads a program. {@code model} is a fresh, empty one of the PyTorch engine, closed by the caller. */
    static PtSymbolBlock load(Model model, String source) {
        Path directory = null;
        try {
            directory = Files.createTempDirectory("aligner-program");
            Path archive = directory.resolve("program.pt");
            try (OutputStream out = Files.newOutputStream(archive)) {
                out.write(pack(source));
            }
            model.load(directory, "program");
            return (PtSymbolBlock) model.getBlock();
        } catch (IOException | MalformedModelException e) {
            throw new IllegalStateException("The model program could not be written and loaded again", e);
        } finally {
            delete(directory);
        }
    }

    static byte[] pack(String source) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setMethod(ZipOutputStream.STORED);
            entry(zip, "program/data.pkl", emptyModule());
            entry(zip, "program/code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
            // pickle of an empty tuple: PROTO 2, EMPTY_TUPLE, STOP
            entry(zip, "program/constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
            entry(zip, "program/version", "10\n".getBytes(StandardCharsets.US_ASCII));
            entry(zip, "program/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
        }
        return bytes.toByteArray();
    }

    /** Pickle of an object of class {@code __torch__.Program} whose state is {@code {"training": False}}. */
    private static byte[] emptyModule() throws IOException {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        pickle.write(new byte[] {(byte) 0x80, 2}); // PROTO 2
        pickle.write("c__torch__\nProgram\n".getBytes(StandardCharsets.US_ASCII)); // GLOBAL
        pickle.write(new byte[] {')', (byte) 0x81}); // EMPTY_TUPLE, NEWOBJ
        pickle.write(new byte[] {'}', '('}); // EMPTY_DICT, MARK
        pickle.write(new byte[] {'X', 8, 0, 0, 0}); // BINUNICODE of 8 bytes
        pickle.write("training".getBytes(StandardCharsets.US_ASCII));
        pickle.write(new byte[] {(byte) 0x89, 'u', 'b', '.'}); // NEWFALSE, SETITEMS, BUILD, STOP
        return pickle.toByteArray();
    }

    private static void entry(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        CRC32 crc = new CRC32();
        crc.update(content);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    static String resource(String name) {
        try (InputStream in = ProgramArchive.class.getResourceAsStream(name + ".py")) {
            if (in == null) {
                throw new IllegalStateException("No model program named " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("The model program " + name + " cannot be read", e);
        }
    }

    private static void delete(@org.jspecify.annotations.Nullable Path directory) {
        if (directory == null) {
            return;
        }
        try {
            Files.deleteIfExists(directory.resolve("program.pt"));
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            // a temporary file stays behind; nothing depends on it
            directory.toFile().deleteOnExit();
        }
    }
}
