package dev.aligner.service.access;

import dev.aligner.service.quota.Quota;
import dev.aligner.upstream.Wire;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** How limits stand, in headers: those of the IETF's draft, and those that OpenAI's clients read. */
final class QuotaHeaders {
    private QuotaHeaders() {}

    /** The draft's (draft-ietf-httpapi-ratelimit-headers-10); no header without a limit. */
    static void set(HttpHeaders headers, List<Quota> standing) {
        if (!standing.isEmpty()) {
            headers.set("RateLimit-Policy", list(standing, quota -> ";q=" + quota.limit() + ";w=60"));
            headers.set("RateLimit", list(standing, quota -> ";r=" + quota.left() + ";t=" + quota.fullSeconds()));
        }
    }

    private static String list(List<Quota> standing, Function<Quota, String> parameters) {
        return standing.stream()
                .map(quota -> '"' + quota.name() + '"' + parameters.apply(quota))
                .collect(Collectors.joining(", "));
    }

    /** OpenAI's, where its wire is spoken. An answer of an upstream keeps the upstream's. */
    static void setOpenAi(HttpHeaders headers, @Nullable Wire wire, List<Quota> standing) {
        if (wire == Wire.OPENAI_CHAT || wire == Wire.OPENAI_COMPLETIONS || wire == Wire.OPENAI_RESPONSES) {
            for (Quota quota : standing) {
                headers.set("x-ratelimit-limit-" + quota.name(), Long.toString(quota.limit()));
                headers.set("x-ratelimit-remaining-" + quota.name(), Long.toString(quota.left()));
                headers.set("x-ratelimit-reset-" + quota.name(), quota.fullSeconds() + "s");
            }
        }
    }
}
