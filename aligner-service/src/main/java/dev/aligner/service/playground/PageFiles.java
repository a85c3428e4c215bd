package dev.aligner.service.playground;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.MediaType;

/**
 * The files of the page, read once: a jar is no place to read from on an event loop. All but the page itself lie below
 * {@link #version}, a digest of all of them, so that a browser may keep them for ever: files of another build have another
 * address, and modules never mix.
 */
final class PageFiles {
    private static final String ROOT = "/playground/";
    private static final String PAGE = "index.html";

    /** What the page writes for the version. */
    private static final String PLACEHOLDER = "/VERSION/";

    private static final int VERSION_CHARS = 16;

    private static final Map<String, MediaType> TYPES = Map.of(
            "html", new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8),
            "css", new MediaType("text", "css", StandardCharsets.UTF_8),
            "mjs", new MediaType("text", "javascript", StandardCharsets.UTF_8),
            "svg", new MediaType("image", "svg+xml"),
            "woff2", new MediaType("font", "woff2"),
            "txt", new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8));

    private final String version;
    private final PageFile page;
    private final Map<String, PageFile> files = new TreeMap<>();

    private PageFiles(Map<String, byte[]> contents) {
        MessageDigest all = sha256();
        contents.forEach((name, bytes) -> {
            all.update(name.getBytes(StandardCharsets.UTF_8));
            all.update(bytes);
            files.put(name, file(name, bytes));
        });
        version = HexFormat.of().formatHex(all.digest()).substring(0, VERSION_CHARS);
        files.remove(PAGE);
        String html = new String(contents.get(PAGE), StandardCharsets.UTF_8);
        page = file(PAGE, html.replace(PLACEHOLDER, "/" + version + "/").getBytes(StandardCharsets.UTF_8));
    }

    /** Those of the class path. */
    static PageFiles read() {
        Map<String, byte[]> contents = new TreeMap<>();
        try {
            for (Resource resource :
                    new PathMatchingResourcePatternResolver().getResources("classpath:" + ROOT + "**/*.*")) {
                String url = resource.getURI().toString();
                contents.put(url.substring(url.lastIndexOf(ROOT) + ROOT.length()), resource.getContentAsByteArray());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new PageFiles(contents);
    }

    private static PageFile file(String name, byte[] bytes) {
        MediaType type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null) {
            throw new IllegalStateException(name + ": no media type (expected: one of " + TYPES.keySet() + ")");
        }
        String tag = '"' + HexFormat.of().formatHex(sha256().digest(bytes)).substring(0, VERSION_CHARS) + '"';
        return new PageFile(name, type, bytes, tag);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    String version() {
        return version;
    }

    PageFile page() {
        return page;
    }

    @Nullable
    PageFile file(String name) {
        return files.get(name);
    }
}
