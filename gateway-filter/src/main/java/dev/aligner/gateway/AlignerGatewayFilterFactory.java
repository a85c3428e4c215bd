package dev.aligner.gateway;

import dev.aligner.core.Evidence;
import dev.aligner.relay.Corrections;
import dev.aligner.relay.OnFailure;
import dev.aligner.relay.RoutePolicy;
import dev.aligner.relay.StreamMode;
import dev.aligner.upstream.Wire;
import java.time.Duration;
import java.util.List;
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
    private final AlignerGatewayProperties properties;

    /** @param corrections null where there is no corrector: then no filter can be made */
    public AlignerGatewayFilterFactory(@Nullable Corrections corrections, AlignerGatewayProperties properties) {
        super(Config.class);
        this.corrections = corrections;
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
                    + " is, or a bean of the type " + Corrections.class.getName() + ")");
        }
        return new AlignerFilter(config.policy(), config.getWire(), corrections, properties);
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

        /** @param held of an answer that are held to correct it; more passes as it came. 1 KB to 64 MB */
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

        RoutePolicy policy() {
            Ranges.check("Aligner.deadline", deadline, Duration.ofMillis(1), Duration.ofMinutes(5));
            Ranges.check("Aligner.held", held, DataSize.ofKilobytes(1), DataSize.ofMegabytes(64));
            return new RoutePolicy(
                    instruction,
                    instructions,
                    stream,
                    streams,
                    onFailure,
                    deadline,
                    Math.toIntExact(held.toBytes()),
                    strict,
                    evidence);
        }
    }
}
