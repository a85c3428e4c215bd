package dev.aligner.service.access;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Evidence;
import dev.aligner.service.audit.Origin;
import dev.aligner.service.quota.Limits;
import java.util.EnumSet;
import java.util.Set;
import org.springframework.web.server.ServerWebExchange;

/**
 * Whoever asks.
 *
 * @param id the key's, {@code token:} and the token's subject, or {@code anonymous}; no secret
 * @param limits what it may ask for
 */
public record Caller(String id, Set<Scope> scopes, Limits limits) {
    private static final String ATTRIBUTE = Caller.class.getName();
    private static final String ANONYMOUS = "anonymous";
    private static final Caller ANYBODY = anonymous(Limits.NONE);

    public Caller {
        scopes = Set.copyOf(scopes);
    }

    /** Where nobody needs a key: everything but to change what the service does, as nobody can be told apart. */
    static Caller anonymous(Limits limits) {
        return new Caller(ANONYMOUS, EnumSet.complementOf(EnumSet.of(Scope.ADMIN)), limits);
    }

    /** Who asked; anonymous for a request that needs no key. */
    public static Caller of(ServerWebExchange exchange) {
        return exchange.getAttributeOrDefault(ATTRIBUTE, ANYBODY);
    }

    void asksBy(ServerWebExchange exchange) {
        exchange.getAttributes().put(ATTRIBUTE, this);
        if (!id.equals(ANONYMOUS)) {
            exchange.getAttributes().put(Origin.KEY, id);
        }
    }

    public boolean may(Scope scope) {
        return scopes.contains(scope);
    }

    /** @throws AlignerException FORBIDDEN where more is asked for than it may be told */
    public void requireEvidence(Evidence asked) {
        if (asked == Evidence.FULL && !may(Scope.EVIDENCE_FULL)) {
            throw AlignerException.of(
                    ErrorCode.FORBIDDEN,
                    "evidence: full (expected: none or summary, or a caller with the scope "
                            + Scope.EVIDENCE_FULL.wireName() + ")");
        }
    }

    /** The most that it may be told. */
    public Evidence mostEvidence() {
        return may(Scope.EVIDENCE_FULL) ? Evidence.FULL : Evidence.SUMMARY;
    }
}
