package dev.aligner.service.config;

import dev.aligner.core.Evidence;
import dev.aligner.relay.Bounds;
import dev.aligner.relay.OnFailure;
import dev.aligner.relay.RoutePolicy;
import dev.aligner.relay.StreamMode;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Gateways of others that call the service between a question and its answer.
 *
 * @param enabled the plugs that are there; nobody finds the others
 * @param onFailure what a host is told where the corrector cannot be used: that nothing is to be changed, or an error
 * @param block what a host is told not to deliver
 * @param instruction for the corrector, a text or a name; a call may choose another name
 * @param minStrength weaker corrections that a call asks for become as strong as this
 * @param maxStrength stronger ones become as weak as this
 * @param deadline how long a host may be kept waiting
 * @param remember questions whose answers come with another call
 * @param streamHoldback how LiteLLM is told to keep the text of a stream that has not ended
 */
public record PlugsProperties(
        @DefaultValue Set<Plug> enabled,
        @DefaultValue("open") OnFailure onFailure,
        @DefaultValue BlockProperties block,
        @Nullable String instruction,
        @DefaultValue("0") double minStrength,
        @DefaultValue("1") double maxStrength,
        @DefaultValue Deadlines deadline,
        @DefaultValue Remember remember,
        @DefaultValue("none") Holdback streamHoldback) {

    public PlugsProperties {
        enabled = Set.copyOf(enabled);
    }

    /**
     * What they say about the correction of answers.
     *
     * @param instructions names that a call may choose from
     * @param held characters of a text; a longer one stays as it is
     */
    public RoutePolicy policy(Plug plug, List<String> instructions, int held) {
        return new RoutePolicy(
                instruction,
                StreamMode.WINDOW,
                0,
                onFailure,
                block.policy(),
                deadline.of(plug),
                held,
                true,
                new Bounds(instructions, List.of(), minStrength, maxStrength, Evidence.NONE));
    }

    /** Its field changed its form between versions; one of the wrong form is dropped in silence. */
    public enum Holdback {
        NONE,
        /** For all texts together. */
        NUMBER,
        /** For each text. */
        LIST
    }

    /**
     * What a host waits for, less a fifth.
     *
     * @param litellm for LiteLLM
     * @param portkey for Portkey
     * @param agentgateway for agentgateway
     * @param kong for Kong
     * @param guardrail for who speaks ApplyGuardrail
     */
    public record Deadlines(
            @DefaultValue("8s") Duration litellm,
            @DefaultValue("2400ms") Duration portkey,
            @DefaultValue("8s") Duration agentgateway,
            @DefaultValue("8s") Duration kong,
            @DefaultValue("8s") Duration guardrail) {
        public Deadlines {
            check(Plug.LITELLM, litellm);
            check(Plug.PORTKEY, portkey);
            check(Plug.AGENTGATEWAY, agentgateway);
            check(Plug.KONG, kong);
            check(Plug.GUARDRAIL, guardrail);
        }

        private static void check(Plug plug, Duration deadline) {
            Ranges.check(
                    "aligner.plugs.deadline." + plug.wireName(), deadline, Duration.ofMillis(1), Duration.ofHours(1));
        }

        public Duration of(Plug plug) {
            return switch (plug) {
                case LITELLM -> litellm;
                case PORTKEY -> portkey;
                case AGENTGATEWAY -> agentgateway;
                case KONG -> kong;
                case GUARDRAIL -> guardrail;
            };
        }
    }

    /**
     * Questions whose answers come with another call. The oldest make place for new ones.
     *
     * @param entries questions at once
     * @param size of all of them together
     * @param ttl how long an answer may take
     * @param header of agentgateway's calls that holds the same id for a question and its answer
     */
    public record Remember(
            @DefaultValue("10000") int entries,
            @DefaultValue("16MB") DataSize size,
            @DefaultValue("10m") Duration ttl,
            @DefaultValue("x-aligner-call-id") String header) {
        public Remember {
            Ranges.check("aligner.plugs.remember.entries", entries, 1, 10_000_000);
            Ranges.check("aligner.plugs.remember.size", size, DataSize.ofKilobytes(1), DataSize.ofGigabytes(4));
            Ranges.check("aligner.plugs.remember.ttl", ttl, Duration.ofMillis(1), Duration.ofDays(1));
            if (!header.matches("[A-Za-z0-9-]+")) {
                throw new IllegalArgumentException(
                        "aligner.plugs.remember.header: " + header + " (expected: letters, digits and hyphens)");
            }
        }
    }
}
