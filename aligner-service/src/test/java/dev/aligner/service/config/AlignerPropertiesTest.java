package dev.aligner.service.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.Evidence;
import dev.aligner.core.policy.CorrectionPolicy;
import dev.aligner.relay.OnFailure;
import dev.aligner.relay.ShadowMode;
import dev.aligner.relay.StreamMode;
import dev.aligner.relay.Why;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.unit.DataSize;

class AlignerPropertiesTest {
    private static final BlockProperties NOTHING_BLOCKED = new BlockProperties("", Set.of(), 1);
    private static final BlockProperties SOME_BLOCKED =
            new BlockProperties("No.", Set.of(Why.EDIT_BUDGET, Why.QUEUE_FULL), 0.5);

    private static StandardEnvironment environment(Map<String, Object> values) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", values));
        ConfigurationPropertySources.attach(environment);
        return environment;
    }

    private static AlignerProperties bind(Map<String, Object> values) {
        return Binder.get(environment(values)).bindOrCreate(AlignerProperties.PREFIX, AlignerProperties.class);
    }

    @Test
    void defaultsAreWhatTheReferencePageSays() {
        AlignerProperties defaults = bind(Map.of());
        assertThat(defaults.model())
                .isEqualTo(new AlignerProperties.Model(
                        "models/smollm2-135m-instruct",
                        null,
                        null,
                        AlignerProperties.Precision.AUTO,
                        0,
                        null,
                        Map.of(),
                        null,
                        "cpu"));
        assertThat(bind(Map.of("aligner.model.remote.url", "http://gpu:8000/v1"))
                        .model()
                        .remote())
                .isEqualTo(new RemoteProperties(
                        URI.create("http://gpu:8000/v1"),
                        null,
                        null,
                        null,
                        null,
                        RemoteProperties.Server.VLLM,
                        RemoteProperties.Prompts.TOKENS,
                        RemoteProperties.Margin.WEIGH,
                        3,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(10)));
        assertThat(defaults.engineApi()).isEqualTo(new EngineApiProperties(false));
        assertThat(defaults.playground()).isEqualTo(new PlaygroundProperties(true));
        SecurityProperties.PerCaller unlimited = new SecurityProperties.PerCaller(0, 0, 0);
        assertThat(defaults.security())
                .isEqualTo(new SecurityProperties(null, Duration.ofSeconds(5), unlimited, unlimited));
        assertThat(defaults.admin()).isEqualTo(new AdminProperties(null));
        assertThat(defaults.engine())
                .isEqualTo(new AlignerProperties.Engine(8, 2048, 32, 512, true, Duration.ofMinutes(2)));
        assertThat(defaults.policy().toPolicy()).isEqualTo(CorrectionPolicy.DEFAULT);
        assertThat(defaults.instructions().mode()).isEqualTo(AlignerProperties.Instructions.Mode.FREE);
        assertThat(defaults.instructions().named()).isEmpty();
        assertThat(defaults.limits().body()).isEqualTo(DataSize.ofMegabytes(1));
        assertThat(defaults.deadline())
                .isEqualTo(new AlignerProperties.Deadline(
                        Duration.ofSeconds(60), Duration.ofSeconds(300), Duration.ofSeconds(30)));
        assertThat(defaults.stream().heartbeat()).isEqualTo(Duration.ofSeconds(10));
        assertThat(defaults.batch().concurrency()).isEqualTo(8);
        assertThat(defaults.plugs())
                .isEqualTo(new PlugsProperties(
                        Set.of(),
                        OnFailure.OPEN,
                        NOTHING_BLOCKED,
                        null,
                        0,
                        1,
                        new PlugsProperties.Deadlines(
                                Duration.ofSeconds(8),
                                Duration.ofMillis(2400),
                                Duration.ofSeconds(8),
                                Duration.ofSeconds(8),
                                Duration.ofSeconds(8)),
                        new PlugsProperties.Remember(
                                10_000, DataSize.ofMegabytes(16), Duration.ofMinutes(10), "x-aligner-call-id"),
                        PlugsProperties.Holdback.NONE));
        assertThat(defaults.audit())
                .isEqualTo(
                        new AuditProperties(null, false, 1000, new AuditProperties.Content(false, Duration.ofDays(7))));
        assertThat(defaults.connections())
                .isEqualTo(new ConnectionsProperties(10_000, Duration.ofSeconds(10), Duration.ofSeconds(60)));
        assertThat(defaults.upstreams()).isEqualTo(new UpstreamsProperties(List.of()));
        assertThat(defaults.extProc())
                .isEqualTo(new ExtProcProperties(
                        null,
                        "127.0.0.1",
                        DataSize.ofMegabytes(16),
                        null,
                        List.of(),
                        0,
                        1,
                        StreamMode.WINDOW,
                        List.of(),
                        0,
                        OnFailure.OPEN,
                        NOTHING_BLOCKED,
                        Duration.ofSeconds(10),
                        DataSize.ofMegabytes(1),
                        false,
                        Evidence.SUMMARY,
                        null,
                        ExtProcProperties.ClientAuth.NEED));
    }

    @Test
    void everyKeyIsBoundByTheNameItIsKnownBy() {
        Map<String, Object> every = Map.ofEntries(
                Map.entry("aligner.model.path", "m"),
                Map.entry("aligner.model.adapter", "none"),
                Map.entry("aligner.model.id", "i"),
                Map.entry("aligner.model.precision", "int8"),
                Map.entry("aligner.model.threads", "2"),
                Map.entry("aligner.model.correctors.side", "a"),
                Map.entry("aligner.model.sha256", "0f".repeat(32)),
                Map.entry("aligner.model.device", "cuda:1"),
                Map.entry("aligner.engine.drafts", "false"),
                Map.entry("aligner.model.remote.url", "https://gpu:8000/v1"),
                Map.entry("aligner.model.remote.model", "m"),
                Map.entry("aligner.model.remote.api-key-file", "f"),
                Map.entry("aligner.model.remote.ssl-bundle", "b"),
                Map.entry("aligner.model.remote.server", "llama-cpp"),
                Map.entry("aligner.model.remote.prompts", "text"),
                Map.entry("aligner.model.remote.margin", "none"),
                Map.entry("aligner.model.remote.attempts", "2"),
                Map.entry("aligner.model.remote.connect-timeout", "1s"),
                Map.entry("aligner.model.remote.idle-timeout", "2s"),
                Map.entry("aligner.model.remote.health-interval", "3s"),
                Map.entry("aligner.model.remote.start-timeout", "4s"),
                Map.entry("aligner.engine.slots", "3"),
                Map.entry("aligner.engine.context-tokens", "400"),
                Map.entry("aligner.engine.queue-capacity", "5"),
                Map.entry("aligner.engine.step-tokens", "6"),
                Map.entry("aligner.policy.long-answer", "windows"),
                Map.entry("aligner.policy.degenerate-output", "error"),
                Map.entry("aligner.policy.streaming", "eager"),
                Map.entry("aligner.policy.max-growth", "2.5"),
                Map.entry("aligner.policy.growth-tokens", "7"),
                Map.entry("aligner.policy.longest-cut", "9"),
                Map.entry("aligner.policy.max-passes", "5"),
                Map.entry("aligner.policy.max-best-of", "6"),
                Map.entry("aligner.instructions.mode", "named"),
                Map.entry("aligner.instructions.max-length", "8"),
                Map.entry("aligner.instructions.named.safe", "Make it safe."),
                Map.entry("aligner.limits.body", "2KB"),
                Map.entry("aligner.limits.batch-line", "3KB"),
                Map.entry("aligner.limits.question-chars", "9"),
                Map.entry("aligner.limits.answer-chars", "10"),
                Map.entry("aligner.limits.messages", "11"),
                Map.entry("aligner.deadline.default", "1s"),
                Map.entry("aligner.deadline.max", "2s"),
                Map.entry("aligner.deadline.body", "4s"),
                Map.entry("aligner.stream.heartbeat", "3s"),
                Map.entry("aligner.batch.concurrency", "12"),
                Map.entry("aligner.routes.gpt.upstream", "https://api.example.org/x"),
                Map.entry("aligner.routes.gpt.path", "/v1/"),
                Map.entry("aligner.routes.gpt.host", "h"),
                Map.entry("aligner.routes.gpt.model", "gpt-*"),
                Map.entry("aligner.routes.gpt.headers.x-team", "blue"),
                Map.entry("aligner.routes.gpt.api-key", "k"),
                Map.entry("aligner.routes.gpt.instruction", "safe"),
                Map.entry("aligner.routes.gpt.instructions", "polite,short"),
                Map.entry("aligner.routes.gpt.stream", "buffer"),
                Map.entry("aligner.routes.gpt.streams", "buffer,off"),
                Map.entry("aligner.routes.gpt.on-failure", "closed"),
                Map.entry("aligner.routes.gpt.deadline", "5s"),
                Map.entry("aligner.routes.gpt.held", "6KB"),
                Map.entry("aligner.routes.gpt.strict", "true"),
                Map.entry("aligner.routes.gpt.evidence", "full"),
                Map.entry("aligner.routes.gpt.shadow", "sync"),
                Map.entry("aligner.routes.gpt.min-strength", "0.25"),
                Map.entry("aligner.routes.gpt.max-strength", "0.75"),
                Map.entry("aligner.routes.gpt.min-margin", "3.5"),
                Map.entry("aligner.routes.gpt.pace", "300"),
                Map.entry("aligner.routes.gpt.block.text", "No."),
                Map.entry("aligner.routes.gpt.block.reasons", "edit-budget,queue_full"),
                Map.entry("aligner.routes.gpt.block.above", "0.5"),
                Map.entry("aligner.routes.gpt.call.attempts", "2"),
                Map.entry("aligner.routes.gpt.call.timeout", "7s"),
                Map.entry("aligner.routes.gpt.call.concurrent", "8"),
                Map.entry("aligner.plugs.enabled", "litellm,kong"),
                Map.entry("aligner.plugs.on-failure", "closed"),
                Map.entry("aligner.plugs.instruction", "safe"),
                Map.entry("aligner.plugs.min-strength", "0.25"),
                Map.entry("aligner.plugs.max-strength", "0.75"),
                Map.entry("aligner.plugs.block.text", "No."),
                Map.entry("aligner.plugs.block.reasons", "edit-budget,queue_full"),
                Map.entry("aligner.plugs.block.above", "0.5"),
                Map.entry("aligner.plugs.deadline.litellm", "1s"),
                Map.entry("aligner.plugs.deadline.portkey", "2s"),
                Map.entry("aligner.plugs.deadline.agentgateway", "3s"),
                Map.entry("aligner.plugs.deadline.kong", "4s"),
                Map.entry("aligner.plugs.deadline.guardrail", "5s"),
                Map.entry("aligner.plugs.remember.entries", "6"),
                Map.entry("aligner.plugs.remember.size", "7KB"),
                Map.entry("aligner.plugs.remember.ttl", "8s"),
                Map.entry("aligner.plugs.remember.header", "x-h"),
                Map.entry("aligner.plugs.stream-holdback", "list"),
                Map.entry("aligner.ext-proc.port", "50051"),
                Map.entry("aligner.ext-proc.address", "0.0.0.0"),
                Map.entry("aligner.ext-proc.max-message-size", "8MB"),
                Map.entry("aligner.ext-proc.instruction", "safe"),
                Map.entry("aligner.ext-proc.stream", "off"),
                Map.entry("aligner.ext-proc.on-failure", "closed"),
                Map.entry("aligner.ext-proc.deadline", "6s"),
                Map.entry("aligner.ext-proc.held", "7KB"),
                Map.entry("aligner.ext-proc.strict", "true"),
                Map.entry("aligner.engine-api.enabled", "true"),
                Map.entry("aligner.playground.enabled", "false"),
                Map.entry("aligner.ext-proc.instructions", "polite"),
                Map.entry("aligner.ext-proc.min-strength", "0.25"),
                Map.entry("aligner.ext-proc.max-strength", "0.75"),
                Map.entry("aligner.ext-proc.streams", "window,off"),
                Map.entry("aligner.ext-proc.pace", "300"),
                Map.entry("aligner.ext-proc.block.text", "No."),
                Map.entry("aligner.ext-proc.block.reasons", "edit-budget,queue_full"),
                Map.entry("aligner.ext-proc.block.above", "0.5"),
                Map.entry("aligner.ext-proc.evidence", "none"),
                Map.entry("aligner.ext-proc.ssl-bundle", "envoy"),
                Map.entry("aligner.ext-proc.client-auth", "none"),
                Map.entry("aligner.routes.gpt.ssl-bundle", "b"),
                Map.entry("aligner.routes.gpt.corrector", "first"),
                Map.entry("aligner.routes.gpt.correctors", "first,second"),
                Map.entry("aligner.security.keys-file", "keys.jsonl"),
                Map.entry("aligner.security.reload", "1s"),
                Map.entry("aligner.security.limits.requests-per-minute", "1"),
                Map.entry("aligner.security.limits.tokens-per-minute", "2"),
                Map.entry("aligner.security.limits.concurrent", "3"),
                Map.entry("aligner.security.anonymous.requests-per-minute", "4"),
                Map.entry("aligner.security.anonymous.tokens-per-minute", "5"),
                Map.entry("aligner.security.anonymous.concurrent", "6"),
                Map.entry("aligner.admin.adapters", "adapters"),
                Map.entry("aligner.engine.step-timeout", "7s"),
                Map.entry("aligner.reload.file", "r.yaml"),
                Map.entry("aligner.reload.period", "9s"),
                Map.entry("aligner.audit.file", "log"),
                Map.entry("aligner.audit.required", "true"),
                Map.entry("aligner.audit.queue", "13"),
                Map.entry("aligner.audit.content.enabled", "true"),
                Map.entry("aligner.audit.content.retention", "3d"),
                Map.entry("aligner.connections.max", "14"),
                Map.entry("aligner.connections.head", "5s"),
                Map.entry("aligner.connections.write", "6s"),
                Map.entry("aligner.upstreams.allow", "llm.example.com,10.0.0.0/8"));
        assertThatCode(() -> UnknownKeyCheck.check(environment(every))).doesNotThrowAnyException();
        // all but the api key, which is given by its file here
        assertThat(new KnownKeys().names()).hasSize(every.size() + 1).contains("aligner.model.remote.api-key");
        assertThat(bind(every))
                .isEqualTo(new AlignerProperties(
                        new AlignerProperties.Model(
                                "m",
                                "none",
                                "i",
                                AlignerProperties.Precision.INT8,
                                2,
                                new RemoteProperties(
                                        URI.create("https://gpu:8000/v1"),
                                        "m",
                                        null,
                                        "f",
                                        "b",
                                        RemoteProperties.Server.LLAMA_CPP,
                                        RemoteProperties.Prompts.TEXT,
                                        RemoteProperties.Margin.NONE,
                                        2,
                                        Duration.ofSeconds(1),
                                        Duration.ofSeconds(2),
                                        Duration.ofSeconds(3),
                                        Duration.ofSeconds(4)),
                                Map.of("side", "a"),
                                "0f".repeat(32),
                                "cuda:1"),
                        new AlignerProperties.Engine(3, 400, 5, 6, false, Duration.ofSeconds(7)),
                        new AlignerProperties.Policy(
                                CorrectionPolicy.LongAnswer.WINDOWS,
                                CorrectionPolicy.DegenerateOutput.ERROR,
                                CorrectionPolicy.Streaming.EAGER,
                                2.5,
                                7,
                                9,
                                5,
                                6),
                        new AlignerProperties.Instructions(
                                AlignerProperties.Instructions.Mode.NAMED, 8, Map.of("safe", "Make it safe.")),
                        new AlignerProperties.Limits(DataSize.ofKilobytes(2), DataSize.ofKilobytes(3), 9, 10, 11),
                        new AlignerProperties.Deadline(
                                Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4)),
                        new AlignerProperties.Stream(Duration.ofSeconds(3)),
                        new AlignerProperties.Batch(12),
                        Map.of(
                                "gpt",
                                new RouteProperties(
                                        URI.create("https://api.example.org/x"),
                                        "/v1/",
                                        "h",
                                        "gpt-*",
                                        Map.of("x-team", "blue"),
                                        "k",
                                        "safe",
                                        List.of("polite", "short"),
                                        0.25,
                                        0.75,
                                        3.5,
                                        StreamMode.BUFFER,
                                        List.of(StreamMode.BUFFER, StreamMode.OFF),
                                        300,
                                        OnFailure.CLOSED,
                                        SOME_BLOCKED,
                                        Duration.ofSeconds(5),
                                        DataSize.ofKilobytes(6),
                                        true,
                                        Evidence.FULL,
                                        ShadowMode.SYNC,
                                        new RouteProperties.Call(2, Duration.ofSeconds(7), 8),
                                        "first",
                                        List.of("first", "second"),
                                        "b")),
                        new PlugsProperties(
                                Set.of(Plug.LITELLM, Plug.KONG),
                                OnFailure.CLOSED,
                                SOME_BLOCKED,
                                "safe",
                                0.25,
                                0.75,
                                new PlugsProperties.Deadlines(
                                        Duration.ofSeconds(1),
                                        Duration.ofSeconds(2),
                                        Duration.ofSeconds(3),
                                        Duration.ofSeconds(4),
                                        Duration.ofSeconds(5)),
                                new PlugsProperties.Remember(6, DataSize.ofKilobytes(7), Duration.ofSeconds(8), "x-h"),
                                PlugsProperties.Holdback.LIST),
                        new ExtProcProperties(
                                50051,
                                "0.0.0.0",
                                DataSize.ofMegabytes(8),
                                "safe",
                                List.of("polite"),
                                0.25,
                                0.75,
                                StreamMode.OFF,
                                List.of(StreamMode.WINDOW, StreamMode.OFF),
                                300,
                                OnFailure.CLOSED,
                                SOME_BLOCKED,
                                Duration.ofSeconds(6),
                                DataSize.ofKilobytes(7),
                                true,
                                Evidence.NONE,
                                "envoy",
                                ExtProcProperties.ClientAuth.NONE),
                        new EngineApiProperties(true),
                        new ReloadProperties("r.yaml", Duration.ofSeconds(9)),
                        new SecurityProperties(
                                "keys.jsonl",
                                Duration.ofSeconds(1),
                                new SecurityProperties.PerCaller(1, 2, 3),
                                new SecurityProperties.PerCaller(4, 5, 6)),
                        new AdminProperties("adapters"),
                        new PlaygroundProperties(false),
                        new AuditProperties("log", true, 13, new AuditProperties.Content(true, Duration.ofDays(3))),
                        new ConnectionsProperties(14, Duration.ofSeconds(5), Duration.ofSeconds(6)),
                        new UpstreamsProperties(List.of("llm.example.com", "10.0.0.0/8"))));
    }

    @Test
    void aRoutesUnknownKeyIsRefused() {
        assertThatThrownBy(() -> UnknownKeyCheck.check(environment(Map.of("aligner.routes.gpt.upstreem", "http://x"))))
                .isInstanceOf(UnknownKeyException.class)
                .hasMessageContaining("aligner.routes.gpt.upstreem");
        assertThatCode(() -> UnknownKeyCheck.check(environment(Map.of("aligner.routes.gpt.streams[0]", "off"))))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://x", "x", "http://user:secret@x", "http://x?q=secret"})
    void anUpstreamIsAPlainAddress(String upstream) {
        assertThatThrownBy(() -> bind(Map.of("aligner.routes.gpt.upstream", upstream)))
                .rootCause()
                .hasMessageStartingWith("aligner.routes.*.upstream ")
                .hasMessageNotContaining("secret");
    }

    @Test
    void aServersKeyIsGivenOnceAndShownNever() {
        Map<String, Object> once =
                Map.of("aligner.model.remote.url", "http://gpu/v1", "aligner.model.remote.api-key", "sk-secret");
        assertThat(bind(once).toString()).contains("http://gpu/v1").doesNotContain("secret");
        Map<String, Object> twice = new HashMap<>(once);
        twice.put("aligner.model.remote.api-key-file", "f");
        assertThatThrownBy(() -> bind(twice))
                .rootCause()
                .hasMessageStartingWith("aligner.model.remote.api-key, api-key-file: both")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gpu:8000", "ftp://gpu/v1", "http://user:secret@gpu/v1", "http://gpu/v1?q=secret"})
    void aServersAddressIsAPlainOne(String url) {
        assertThatThrownBy(() -> bind(Map.of("aligner.model.remote.url", url, "aligner.model.remote.model", "m")))
                .rootCause()
                .hasMessageStartingWith("aligner.model.remote.url ")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "aligner.engine.slots,0",
        "aligner.engine.queue-capacity,-1",
        "aligner.policy.max-growth,0.5",
        "aligner.limits.body,1B",
        "aligner.deadline.default,301s",
        "aligner.stream.heartbeat,0s",
        "aligner.batch.concurrency,0",
        "aligner.plugs.deadline.portkey,0s",
        "aligner.plugs.remember.entries,0",
        "aligner.plugs.remember.header,a b",
        "aligner.connections.max,0",
        "aligner.connections.head,0s",
        "aligner.connections.write,1ms",
        "aligner.audit.queue,0",
        "aligner.audit.content.retention,1h",
        "aligner.ext-proc.port,65536",
        "aligner.model.sha256,0F0F",
        "aligner.model.device,gpu",
        "aligner.model.device,cuda:-1",
        "aligner.ext-proc.ssl-bundle,' '",
        "aligner.ext-proc.max-message-size,1KB",
        "aligner.security.reload,1ms"
    })
    void aValueOutOfRangeIsNamedWithItsRange(String key, String value) {
        assertThatThrownBy(() -> bind(Map.of(key, value)))
                .rootCause()
                .hasMessageContainingAll(key + ": ", "expected: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"aligner.audit.required", "aligner.audit.content.enabled"})
    void whatNeedsALogIsRefusedWithoutOne(String key) {
        assertThatThrownBy(() -> bind(Map.of(key, "true")))
                .rootCause()
                .hasMessageStartingWith("aligner.audit.file: none");
    }

    @ParameterizedTest
    @CsvSource({
        "aligner.engine.slot,aligner.engine.slots",
        "aligner.modell.path,aligner.model.path",
        "aligner.stream.heartbeats,aligner.stream.heartbeat"
    })
    void anUnknownKeyStopsTheStartWithTheNearestName(String wrong, String right) {
        assertThatThrownBy(() -> UnknownKeyCheck.check(environment(Map.of(wrong, "1"))))
                .isInstanceOf(UnknownKeyException.class)
                .hasMessageContainingAll(wrong, right);
    }

    private static AlignerProperties bindVariables(Map<String, Object> variables) {
        StandardEnvironment environment = environment(Map.of());
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
        assertThatCode(() -> UnknownKeyCheck.check(environment)).doesNotThrowAnyException();
        return Binder.get(environment).bindOrCreate(AlignerProperties.PREFIX, AlignerProperties.class);
    }

    @Test
    void variablesThatKubernetesSetsForAServiceOfOurNameAreLeftAlone() {
        assertThat(bindVariables(Map.of("ALIGNER_SERVICE_HOST", "10.0.0.1", "ALIGNER_ENGINE_SLOTS", "3"))
                        .engine()
                        .slots())
                .isEqualTo(3);
    }

    /** The chart says so where its callers are. */
    @Test
    void theKeysFileMayBeNamedByAVariable() {
        assertThat(bindVariables(Map.of("ALIGNER_SECURITY_KEYSFILE", "/etc/aligner/keys/keys.jsonl"))
                        .security()
                        .keysFile())
                .isEqualTo("/etc/aligner/keys/keys.jsonl");
    }
}
