package dev.aligner.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ExternalProcessor;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ProcessingMode.BodySendMode;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What the chart has Istio tell its proxies is what Envoy takes: each field is one of its messages'. */
class EnvoyFilterTest {
    private static final TypeRegistry TYPES = TypeRegistry.newBuilder()
            .add(ExternalProcessor.getDescriptor())
            .add(HttpProtocolOptions.getDescriptor())
            .build();

    private static <B extends Message.Builder> B read(YamlNode node, B into) throws IOException {
        JsonFormat.parser().usingTypeRegistry(TYPES).merge(new Gson().toJson(node.value()), into);
        return into;
    }

    private static YamlNode patches(String values) {
        return Chart.only(
                        Chart.aligner().render(Chart.NEWEST, Chart.root("helm", "aligner", "ci", values)),
                        "EnvoyFilter")
                .at("spec", "configPatches");
    }

    private static Cluster cluster(YamlNode patches) throws IOException {
        return read(patches.at(0, "patch", "value"), Cluster.newBuilder()).build();
    }

    private static ExternalProcessor processor(YamlNode patches) throws IOException {
        return read(patches.at(1, "patch", "value"), HttpFilter.newBuilder())
                .build()
                .getTypedConfig()
                .unpack(ExternalProcessor.class);
    }

    @Test
    void besideTheApplicationItIsInThePod() throws IOException {
        YamlNode patches = patches("sidecar.yaml");
        assertThat(patches.at(0, "match", "context").text()).isEqualTo("SIDECAR_OUTBOUND");
        assertThat(address(cluster(patches))).isEqualTo("127.0.0.1");
        ExternalProcessor processor = processor(patches);
        assertThat(processor.getProcessingMode().getResponseBodyMode()).isEqualTo(BodySendMode.FULL_DUPLEX_STREAMED);
        assertThat(processor.getFailureModeAllow()).isFalse();
        assertThat(processor.getMessageTimeout().getSeconds()).isEqualTo(5);
    }

    @Test
    void behindAGatewayItIsAService() throws IOException {
        YamlNode patches = patches("istio.yaml");
        assertThat(patches.at(0, "match", "context").text()).isEqualTo("GATEWAY");
        assertThat(address(cluster(patches))).isEqualTo("demo-aligner.prod.svc");
        ExternalProcessor processor = processor(patches);
        assertThat(processor.getProcessingMode().getResponseBodyMode()).isEqualTo(BodySendMode.BUFFERED);
        assertThat(processor.getFailureModeAllow()).isTrue();
    }

    private static String address(Cluster cluster) {
        return cluster.getLoadAssignment()
                .getEndpoints(0)
                .getLbEndpoints(0)
                .getEndpoint()
                .getAddress()
                .getSocketAddress()
                .getAddress();
    }
}
