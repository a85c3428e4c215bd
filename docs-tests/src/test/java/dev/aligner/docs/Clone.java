package dev.aligner.docs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The repository as somebody has it who has just got it, and what Maven builds of it. */
final class Clone {
    private static final List<String> BUILT = List.of(
            "aligner-service/target/aligner-service.jar",
            "aligner-trainer/target/aligner-trainer.jar",
            "aligner-spark/target/aligner-spark.jar",
            "aligner-spark/target/spark.classpath",
            "examples/client/target/client-sample.jar",
            "gateway-filter/sample/target/gateway-sample-0.1.0-SNAPSHOT.jar");

    private Clone() {}

    /**
     * Copies what git keeps, as it lies here, and with it what was built.
     *
     * @param whole whether what was built is copied too, since it may be built again there; else it is linked to
     * @return the copy
     */
    static Path into(Path folder, boolean whole) throws IOException {
        Process git = new ProcessBuilder("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
                .directory(Repository.ROOT.toFile())
                .start();
        String names = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        for (String name : names.split("\0", -1)) {
            copy(name, folder);
        }
        for (String jar : BUILT) {
            if (whole || !linked(jar, folder)) {
                copy(jar, folder);
            }
        }
        return folder;
    }

    /** @return false where there is nothing to link to, or no link from one disk to another */
    private static boolean linked(String name, Path folder) throws IOException {
        Path link = folder.resolve(name);
        Files.createDirectories(link.getParent());
        try {
            Files.createLink(link, Repository.file(name));
            return true;
        } catch (FileSystemException e) {
            return false;
        }
    }

    private static void copy(String name, Path folder) throws IOException {
        Path from = Repository.file(name);
        if (!name.isEmpty() && Files.isRegularFile(from)) {
            Path to = folder.resolve(name);
            Files.createDirectories(to.getParent());
            Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }
}
