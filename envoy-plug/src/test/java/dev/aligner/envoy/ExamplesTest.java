package dev.aligner.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ExtProcPerRoute;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ExternalProcessor;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ProcessingMode;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The examples are what Envoy takes: each of their fields is one of its messages'. */
class ExamplesTest {
    private static final TypeRegistry TYPES = TypeRegistry.newBuilder()
            .add(HttpConnectionManager.getDescriptor())
            .add(Router.getDescriptor())
            .add(ExternalProcessor.getDescriptor())
            .add(ExtProcPerRoute.getDescriptor())
            .add(HttpProtocolOptions.getDescriptor())
            .build();

    private static List<Object> documents(String text) {
        List<Object> documents = new ArrayList<>();
        new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(text).forEach(documents::add);
        return documents;
    }

    private static List<Object> example(String name) throws IOException {
        return documents(Files.readString(Path.of("..", "examples", "envoy", name)));
    }

    private static <B extends Message.Builder> B read(@Nullable Object yaml, B into) throws IOException {
        JsonFormat.parser().usingTypeRegistry(TYPES).merge(new Gson().toJson(yaml), into);
        return into;
    }

    /** The value behind these keys and positions. */
    private static Object at(@Nullable Object yaml, Object... path) {
        Object at = yaml;
        for (Object step : path) {
            at = step instanceof Integer index
                    ? ((List<?>) Objects.requireNonNull(at)).get(index)
                    : ((Map<?, ?>) Objects.requireNonNull(at)).get(step);
        }
        return Objects.requireNonNull(at, () -> List.of(path) + " is not there");
    }

    private static ExternalProcessor processor(HttpFilter filter) throws IOException {
        assertThat(filter.getName()).isEqualTo("envoy.filters.http.ext_proc");
        ExternalProcessor processor = filter.getTypedConfig().unpack(ExternalProcessor.class);
        assertThat(processor.getGrpcService().getEnvoyGrpc().getClusterName()).isEqualTo("aligner");
        assertThat(processor.getMessageTimeout().getSeconds()).isPositive();
        return processor;
    }

    /** What Envoy refuses otherwise. */
    private static void streamsBothWays(ExternalProcessor processor) {
        assertThat(processor.getProcessingMode())
                .isEqualTo(ProcessingMode.newBuilder()
                        .setRequestHeaderMode(ProcessingMode.HeaderSendMode.SEND)
                        .setRequestBodyMode(ProcessingMode.BodySendMode.BUFFERED)
                        .setResponseHeaderMode(ProcessingMode.HeaderSendMode.SEND)
                        .setResponseBodyMode(ProcessingMode.BodySendMode.FULL_DUPLEX_STREAMED)
                        .setResponseTrailerMode(ProcessingMode.HeaderSendMode.SEND)
                        .build());
        assertThat(processor.getFailureModeAllow()).isFalse();
    }

    @Test
    void aPlainEnvoyStartsWithTheWholeExample() throws IOException {
        Bootstrap bootstrap =
                read(example("envoy.yaml").get(0), Bootstrap.newBuilder()).build();

        var resources = bootstrap.getStaticResources();
        assertThat(resources.getClustersList()).extracting(Cluster::getName).containsExactly("aligner", "model");
        HttpConnectionManager manager = resources
                .getListeners(0)
                .getFilterChains(0)
                .getFilters(0)
                .getTypedConfig()
                .unpack(HttpConnectionManager.class);
        streamsBothWays(processor(manager.getHttpFilters(0)));
        assertThat(manager.getRouteConfig()
                        .getVirtualHosts(0)
                        .getRoutes(0)
                        .getTypedPerFilterConfigOrThrow("envoy.filters.http.ext_proc")
                        .unpack(ExtProcPerRoute.class)
                        .getDisabled())
                .isTrue();
    }

    @Test
    void aRouteWithoutStreamsHoldsBodies() throws IOException {
        ExternalProcessor processor =
                processor(read(example("envoy-buffered.yaml").get(0), HttpFilter.newBuilder())
                        .build());
        assertThat(processor.getProcessingMode().getResponseBodyMode()).isEqualTo(ProcessingMode.BodySendMode.BUFFERED);
        assertThat(processor.getAllowModeOverride()).isTrue();
    }

    @Test
    void istioPatchesAClusterAndAFilterInFrontOfTheRouter() throws IOException {
        Object filter = example("istio.yaml").get(0);
        assertThat(at(filter, "kind")).isEqualTo("EnvoyFilter");
        Cluster cluster = read(at(filter, "spec", "configPatches", 0, "patch", "value"), Cluster.newBuilder())
                .build();
        assertThat(cluster.getName()).isEqualTo("aligner");
        assertThat(at(filter, "spec", "configPatches", 1, "patch", "operation")).isEqualTo("INSERT_BEFORE");
        streamsBothWays(
                processor(read(at(filter, "spec", "configPatches", 1, "patch", "value"), HttpFilter.newBuilder())
                        .build()));
    }

    @Test
    void theGatewaysPolicyNamesTheServicesPort() throws IOException {
        List<Object> documents = example("envoy-gateway.yaml");
        Object policy = documents.get(1);
        assertThat(at(policy, "kind")).isEqualTo("EnvoyExtensionPolicy");
        assertThat(at(policy, "spec", "extProc", 0, "backendRefs", 0, "port"))
                .isEqualTo(at(documents.get(0), "spec", "ports", 0, "port"));
        assertThat(at(policy, "spec", "extProc", 0, "failOpen")).isEqualTo(false);
        assertThat(at(policy, "spec", "extProc", 0, "processingMode", "request", "body"))
                .isEqualTo("Buffered");
        assertThat(at(policy, "spec", "extProc", 0, "processingMode", "response", "body"))
                .isEqualTo("FullDuplexStreamed");
        assertThat(at(documents.get(2), "kind")).isEqualTo("ClientTrafficPolicy");
    }

    @Test
    void thePageHasTheFilterThatIsMeant() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "envoy.md"));
        int from = page.indexOf("```yaml\nname: envoy") + "```yaml\n".length();
        String filter = page.substring(from, page.indexOf("```", from));
        streamsBothWays(processor(
                read(documents(filter).get(0), HttpFilter.newBuilder()).build()));
    }
}
