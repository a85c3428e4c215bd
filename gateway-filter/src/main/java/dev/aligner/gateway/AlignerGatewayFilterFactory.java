package dev.aligner.gateway;

import dev.aligner.core.Evidence;
import dev.aligner.relay.AnswerTally;
import dev.aligner.relay.Blocking;
import dev.aligner.relay.Bounds;
import dev.aligner.relay.Corrections;
import dev.aligner.relay.OnFailure;
import dev.aligner.relay.RoutePolicy;
import dev.aligner.relay.Shadow;
import dev.aligner.relay.ShadowMode;
import dev.aligner.relay.StreamMode;
import dev.aligner.relay.Why;
import dev.aligner.upstream.Wire;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;
import org.springframework.util.unit.DataSize;

/**
 * Makes filters that correct the answers of a route. In YAML {@code - Aligner}, {@code - Aligner=buffer,closed} or the long
 * form with the names of {@link Config}; in Java {@code filters.filter(aligner.apply(config -> config.setInstruction("…")))}.
 */
public final class AlignerGatewayFilterFactory
        extends AbstractGatewayFilterFactory<AlignerGatewayFilterFactory.Config> {
    private final @Nullable Corrections corrections;
    private final AnswerTally tally;
    private final Shadow shadow;
    private final AlignerGatewayProperties properties;

    /** @param corrections null where there is no corrector: then no filter can be made */
    AlignerGatewayFilterFactory(
            @Nullable Corrections corrections, AnswerTally tally, AlignerGatewayProperties properties) {
        super(Config.class);
        this.corrections = corrections;
        this.tally = tally;
        this.shadow = new Shadow(tally);
        this.properties = properties;
    }

    @Override
    public List<String> shortcutFieldOrder() {
        return List.of("stream", "onFailure", "instruction", "deadline");
    }

    @Override
    public GatewayFilter apply(Config config) {
        if (corrections == null) {
            throw new IllegalStateException("aligner.gateway.service-url: missing (expected: where the Aligner service"
                    + " is, or aligner.gateway.model.path with aligner-engine on the class path, or a bean of the type "
                    + Corrections.class.getName() + ")");
        }
        AnswerSurface surface = new AnswerSurface(config.getShadow(), shadow, tally, properties.heartbeat());
        return new AlignerFilter(config.policy(), config.getWire(), corrections, surface, properties);
    }

    /** What a route says about the correction of its answers. */
    public static final class Config {
        private @Nullable String instruction;
        private List<String> instructions = List.of();
        private StreamMode stream = StreamMode.WINDOW;
        private List<StreamMode> streams = List.of();
        private OnFailure onFailure = OnFailure.OPEN;
        private Duration deadline = Duration.ofSeconds(10);
        private DataSize held = DataSize.ofMegabytes(1);
        private boolean strict;
        private Evidence evidence = Evidence.SUMMARY;
        private @Nullable Wire wire;
        private double minStrength;
        private double maxStrength = 1;
        private int pace;
        private ShadowMode shadow = ShadowMode.OFF;
        private String blockText = "";
        private Set<Why> blockReasons = Set.of();
        private double blockAbove = 1;

        public @Nullable String getInstruction() {
            return instruction;
        }

        /** @param instruction for the corrector, a text or a name */
        public Config setInstruction(@Nullable String instruction) {
            this.instruction = instruction;
            return this;
        }

        public List<String> getInstructions() {
            return instructions;
        }

        /** @param instructions names that a request may choose from in its place; none without any */
        public Config setInstructions(List<String> instructions) {
            this.instructions = instructions;
            return this;
        }

        public StreamMode getStream() {
            return stream;
        }

        /** @param stream how an answer that comes as a stream is corrected */
        public Config setStream(StreamMode stream) {
            this.stream = stream;
            return this;
        }

        public List<StreamMode> getStreams() {
            return streams;
        }

        /** @param streams ways that a request may choose from; that of the route without any */
        public Config setStreams(List<StreamMode> streams) {
            this.streams = streams;
            return this;
        }

        public OnFailure getOnFailure() {
            return onFailure;
        }

        /** @param onFailure what a client gets where the corrector cannot be used */
        public Config setOnFailure(OnFailure onFailure) {
            this.onFailure = onFailure;
            return this;
        }

        public Duration getDeadline() {
            return deadline;
        }

        /** @param deadline for the correction of an answer, or of one unit of a stream; 1 ms to 5 min */
        public Config setDeadline(Duration deadline) {
            this.deadline = deadline;
            return this;
        }

        public DataSize getHeld() {
            return held;
        }

        /** @param held of an answer that are held to correct it; more passes as it came, or is an error where failures are closed. 1 KB to 64 MB */
        public Config setHeld(DataSize held) {
            this.held = held;
            return this;
        }

        public boolean isStrict() {
            return strict;
        }

        /** @param strict whether nothing but the answer may tell a client that it was corrected */
        public Config setStrict(boolean strict) {
            this.strict = strict;
            return this;
        }

        public Evidence getEvidence() {
            return evidence;
        }

        /** @param evidence the most that a request may ask an answer to say of its correction */
        public Config setEvidence(Evidence evidence) {
            this.evidence = evidence;
            return this;
        }

        public @Nullable Wire getWire() {
            return wire;
        }

        /** @param wire spoken on this route, where the path that a client asks for does not say so; null to go by the path */
        public Config setWire(@Nullable Wire wire) {
            this.wire = wire;
            return this;
        }

        public double getMinStrength() {
            return minStrength;
        }

        /** @param minStrength weaker corrections that a request asks for become as strong as this */
        public Config setMinStrength(double minStrength) {
            this.minStrength = minStrength;
            return this;
        }

        public double getMaxStrength() {
            return maxStrength;
        }

        /** @param maxStrength stronger corrections that a request asks for become as weak as this */
        public Config setMaxStrength(double maxStrength) {
            this.maxStrength = maxStrength;
            return this;
        }

        public int getPace() {
            return pace;
        }

        /** @param pace characters a second at which a stream goes out that was held to its end; 0 for all at once */
        public Config setPace(int pace) {
            this.pace = pace;
            return this;
        }

        public ShadowMode getShadow() {
            return shadow;
        }

        /** @param shadow whether answers pass as they came, and what would have been done to them is counted, or told too */
        public Config setShadow(ShadowMode shadow) {
            this.shadow = shadow;
            return this;
        }

        public String getBlockText() {
            return blockText;
        }

        /** @param blockText what stands in the place of an answer that is not let out */
        public Config setBlockText(String blockText) {
            this.blockText = blockText;
            return this;
        }

        public Set<Why> getBlockReasons() {
            return blockReasons;
        }

        /** @param blockReasons with which a text may not come back from the corrector; none without any */
        public Config setBlockReasons(Set<Why> blockReasons) {
            this.blockReasons = blockReasons;
            return this;
        }

        public double getBlockAbove() {
            return blockAbove;
        }

        /** @param blockAbove edits that no correction may exceed, as a ratio; 1 for any */
        public Config setBlockAbove(double blockAbove) {
            this.blockAbove = blockAbove;
            return this;
        }

        RoutePolicy policy() {
            Ranges.check("Aligner.deadline", deadline, Duration.ofMillis(1), Duration.ofMinutes(5));
            Ranges.check("Aligner.held", held, DataSize.ofKilobytes(1), DataSize.ofMegabytes(64));
            return new RoutePolicy(
                    instruction,
                    stream,
                    pace,
                    onFailure,
                    new Blocking(blockText, blockReasons, blockAbove),
                    deadline,
                    Math.toIntExact(held.toBytes()),
                    strict,
                    new Bounds(instructions, streams, minStrength, maxStrength, evidence));
        }
    }
}
