package dev.aligner.service.config;

import dev.aligner.core.Care;
import dev.aligner.core.policy.CorrectionPolicy;
import dev.aligner.core.policy.CorrectionPolicy.DegenerateOutput;
import dev.aligner.core.policy.CorrectionPolicy.LongAnswer;
import dev.aligner.core.policy.CorrectionPolicy.Streaming;
import dev.aligner.core.policy.Restraint;
import dev.aligner.service.wire.WireLimits;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.util.unit.DataSize;

/**
 * Everything that can be configured, with its default.
 *
 * @param model which corrector to load
 * @param engine how it runs
 * @param policy what happens with answers that do not fit and outputs that are unusable
 * @param instructions which instructions a request may give
 * @param limits bounds of what a request may hold
 * @param deadline how long a request may take
 * @param stream answers as events
 * @param batch many corrections in one request
 * @param routes name to upstream: requests that are passed on, and their answers corrected
 * @param plugs gateways of others that have answers corrected
 * @param extProc answers that pass through an Envoy
 * @param engineApi the model itself, for correctors of other processes
 * @param reload configuration that changes while the service runs
 * @param security who may ask, and how much
 * @param admin what can be changed while the service runs
 * @param playground the page on which people try the corrector
 * @param audit the log of corrections
 * @param connections what one client, and all of them, may hold
 * @param upstreams which addresses may be called
 */
@ConfigurationProperties(AlignerProperties.PREFIX)
public record AlignerProperties(
        @DefaultValue Model model,
        @DefaultValue Engine engine,
        @DefaultValue Policy policy,
        @DefaultValue Instructions instructions,
        @DefaultValue Limits limits,
        @DefaultValue Deadline deadline,
        @DefaultValue Stream stream,
        @DefaultValue Batch batch,
        @DefaultValue Map<String, RouteProperties> routes,
        @DefaultValue PlugsProperties plugs,
        @DefaultValue ExtProcProperties extProc,
        @DefaultValue EngineApiProperties engineApi,
        @DefaultValue ReloadProperties reload,
        @DefaultValue SecurityProperties security,
        @DefaultValue AdminProperties admin,
        @DefaultValue PlaygroundProperties playground,
        @DefaultValue AuditProperties audit,
        @DefaultValue ConnectionsProperties connections,
        @DefaultValue UpstreamsProperties upstreams) {

    public AlignerProperties {
        routes = Map.copyOf(routes);
    }

    public static final String PREFIX = "aligner";

    /** The numbers to compute with. */
    public enum Precision {
        /** Whatever is fastest on this machine without changing corrections noticeably. */
        AUTO,
        FLOAT32,
        BFLOAT16,
        FLOAT16,
        INT8
    }

    /**
     * The corrector's files.
     *
     * @param path directory of the model's files
     * @param adapter directory of a LoRA adapter to merge into it, or {@code none}; without one, the model's own
     * @param id the name that requests choose it by; without one, the directory's name
     * @param precision the numbers to compute with
     * @param threads threads of one inference step; 0 for as many as there are cores
     * @param remote the server that runs the model; without one, this process does
     * @param correctors further correctors over the same base, by the ids that requests choose them by: directories of
     *     LoRA adapters
     * @param sha256 the only digest that is taken of the corrector's files, as {@code GET /v1/models} tells it; any without one
     * @param device where the model computes: {@code cpu}, {@code cuda:N}, {@code cuda} for the first GPU, {@code auto} for
     *     that if there is one; never run on a GPU so far
     */
    public record Model(
            @DefaultValue("models/smollm2-135m-instruct") String path,
            @Nullable String adapter,
            @Nullable String id,
            @DefaultValue("auto") Precision precision,
            @DefaultValue("0") int threads,
            @Nullable RemoteProperties remote,
            @DefaultValue Map<String, String> correctors,
            @Nullable String sha256,
            @DefaultValue("cpu") String device) {
        public Model {
            correctors = Map.copyOf(correctors);
            Ranges.check("aligner.model.threads", threads, 0, 1024);
            if (path.isBlank()) {
                throw new IllegalArgumentException("aligner.model.path: blank (expected: a directory)");
            }
            if (adapter != null && adapter.isBlank()) {
                throw new IllegalArgumentException("aligner.model.adapter: blank (expected: a directory, or none)");
            }
            if (sha256 != null && !sha256.matches("[0-9a-f]{64}")) {
                throw new IllegalArgumentException(
                        "aligner.model.sha256: no digest (expected: 64 digits of lower-case hex)");
            }
            if (!device.matches("cpu|auto|cuda(:([0-9]|[1-5][0-9]|6[0-3]))?")) {
                throw new IllegalArgumentException(
                        "aligner.model.device: " + device + " (expected: cpu, cuda, cuda:N or auto)");
            }
        }
    }

    /**
     * How the engine shares itself among requests.
     *
     * @param slots corrections that run at once
     * @param contextTokens tokens of prompt and correction together, for each slot; at most what the model was trained for
     * @param queueCapacity requests that wait for a slot; more are refused
     * @param stepTokens prompt tokens computed in one step, all requests together
     * @param drafts whether an answer is tried as its own correction in one pass, before anything is written: it changes how
     *     long a correction takes, never what it is
     * @param stepTimeout a step of the engine that takes longer means that it hangs: liveness says so, and whoever waits is told
     */
    public record Engine(
            @DefaultValue("8") int slots,
            @DefaultValue("2048") int contextTokens,
            @DefaultValue("32") int queueCapacity,
            @DefaultValue("512") int stepTokens,
            @DefaultValue("true") boolean drafts,
            @DefaultValue("2m") Duration stepTimeout) {
        public Engine {
            Ranges.check("aligner.engine.slots", slots, 1, 1024);
            Ranges.check("aligner.engine.context-tokens", contextTokens, 64, 1 << 20);
            Ranges.check("aligner.engine.queue-capacity", queueCapacity, 1, 100_000);
            Ranges.check("aligner.engine.step-tokens", stepTokens, 1, 1 << 20);
            Ranges.check("aligner.engine.step-timeout", stepTimeout, Duration.ofSeconds(1), Duration.ofHours(1));
        }
    }

    /**
     * What to do when an answer or an output is not as hoped.
     *
     * @param longAnswer for an answer that does not fit the model's window
     * @param degenerateOutput for an output that is unusable
     * @param streaming when a piece of the correction may leave
     * @param maxGrowth an output may have at most this many times the answer's tokens
     * @param growthTokens and so many more
     * @param longestCut code points that one edit may take out of an answer without an instruction; an output that takes
     *     more is discarded, unless it says something else altogether
     * @param maxPasses how often a request may have its correction corrected
     * @param maxBestOf of how many corrections a request may have the best
     */
    public record Policy(
            @DefaultValue("bypass") LongAnswer longAnswer,
            @DefaultValue("bypass") DegenerateOutput degenerateOutput,
            @DefaultValue("decided") Streaming streaming,
            @DefaultValue("1.5") double maxGrowth,
            @DefaultValue("48") int growthTokens,
            @DefaultValue("160") int longestCut,
            @DefaultValue("3") int maxPasses,
            @DefaultValue("4") int maxBestOf) {
        public Policy {
            if (!(maxGrowth >= 1 && maxGrowth <= 16)) {
                throw new IllegalArgumentException("aligner.policy.max-growth: " + maxGrowth + " (expected: 1..16)");
            }
            Ranges.check("aligner.policy.growth-tokens", growthTokens, 1, 100_000);
            Ranges.check("aligner.policy.longest-cut", longestCut, 1, 1_000_000);
            Ranges.check("aligner.policy.max-passes", maxPasses, 1, Care.MOST_PASSES);
            Ranges.check("aligner.policy.max-best-of", maxBestOf, 1, Care.MOST_CANDIDATES);
        }

        public CorrectionPolicy toPolicy() {
            return new CorrectionPolicy(
                    longAnswer,
                    degenerateOutput,
                    streaming,
                    maxGrowth,
                    growthTokens,
                    new Restraint(longestCut),
                    maxPasses,
                    maxBestOf);
        }
    }

    /**
     * Which instructions a request may give.
     *
     * @param mode free text, or only the names below
     * @param maxLength code points of an instruction
     * @param named name to text
     */
    public record Instructions(
            @DefaultValue("free") Mode mode,
            @DefaultValue("500") int maxLength,
            @DefaultValue Map<String, String> named) {
        /** Where an instruction's text may come from. */
        public enum Mode {
            FREE,
            NAMED
        }

        public Instructions {
            named = Map.copyOf(named);
            Ranges.check("aligner.instructions.max-length", maxLength, 1, 100_000);
        }
    }

    /**
     * Bounds of what a request may hold.
     *
     * @param body bytes of a request that is not a batch
     * @param batchLine bytes of one line of a batch
     * @param questionChars code points of the question, or of all messages together
     * @param answerChars code points of the answer
     * @param messages turns of a conversation
     */
    public record Limits(
            @DefaultValue("1MB") DataSize body,
            @DefaultValue("1MB") DataSize batchLine,
            @DefaultValue("100000") int questionChars,
            @DefaultValue("200000") int answerChars,
            @DefaultValue("256") int messages) {
        public Limits {
            Ranges.check("aligner.limits.body", body, DataSize.ofKilobytes(1), DataSize.ofMegabytes(64));
            Ranges.check("aligner.limits.batch-line", batchLine, DataSize.ofKilobytes(1), DataSize.ofMegabytes(64));
            Ranges.check("aligner.limits.question-chars", questionChars, 1, 1 << 26);
            Ranges.check("aligner.limits.answer-chars", answerChars, 1, 1 << 26);
            Ranges.check("aligner.limits.messages", messages, 1, 10_000);
        }
    }

    /**
     * How long a request may take.
     *
     * @param standard where a request names no timeout
     * @param max the longest timeout a request may name
     * @param body how long the body of a request that is not a batch may take to arrive; of one whose answer is still
     *     being written, how long nothing of it may come
     */
    public record Deadline(
            @Name("default") @DefaultValue("60s") Duration standard,
            @DefaultValue("300s") Duration max,
            @DefaultValue("30s") Duration body) {
        public Deadline {
            Ranges.check("aligner.deadline.max", max, Duration.ofMillis(1), Duration.ofHours(1));
            Ranges.check("aligner.deadline.default", standard, Duration.ofMillis(1), max);
            Ranges.check("aligner.deadline.body", body, Duration.ofMillis(1), Duration.ofHours(1));
        }
    }

    /**
     * Answers as events.
     *
     * @param heartbeat time between comments that keep a quiet connection open
     */
    public record Stream(@DefaultValue("10s") Duration heartbeat) {
        public Stream {
            Ranges.check("aligner.stream.heartbeat", heartbeat, Duration.ofMillis(10), Duration.ofMinutes(10));
        }
    }

    /**
     * Many corrections in one request.
     *
     * @param concurrency lines of one batch that are corrected at once
     */
    public record Batch(@DefaultValue("8") int concurrency) {
        public Batch {
            Ranges.check("aligner.batch.concurrency", concurrency, 1, 1024);
        }
    }

    /**
     * Itself, where no two of its keys contradict each other.
     *
     * @throws RefusedSettingException naming both
     */
    public AlignerProperties consistent() {
        Contradictions.check(this);
        return this;
    }

    /** The bounds that a reader of requests needs. */
    public WireLimits wireLimits() {
        return new WireLimits(
                limits.questionChars(),
                limits.answerChars(),
                instructions.maxLength(),
                limits.messages(),
                deadline.standard(),
                deadline.max());
    }
}
