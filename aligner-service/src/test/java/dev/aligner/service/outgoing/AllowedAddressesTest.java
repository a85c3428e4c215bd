package dev.aligner.service.outgoing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedAddressesTest {
    private static final AllowedAddresses NOTHING_MORE = new AllowedAddresses(List.of());

    private static boolean may(AllowedAddresses allowed, String host, String address) {
        try {
            // a literal: nobody is asked
            return allowed.refusal(host, InetAddress.getByName(address)) == null;
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "api.openai.com,104.18.7.192",
        "api.openai.com,2606:4700::6812:7c0",
        "localhost,127.0.0.1",
        "localhost,::1",
        "app.localhost,127.0.0.1",
        "127.0.0.1,127.0.0.1",
        "::1,::1",
        "10.1.2.3,10.1.2.3",
        "ollama,172.18.0.3",
        "vllm.models.svc,10.96.0.7",
        "vllm.models.svc.cluster.local,10.96.0.7",
        "vllm.models.svc.cluster.local.,10.96.0.7",
        "host.docker.internal,192.168.65.254",
        "GPU,fd12:3456::1"
    })
    void whatIsConfiguredAsInsideMayBeInside(String host, String address) {
        assertThat(may(NOTHING_MORE, host, address)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "api.openai.com,127.0.0.1",
        "api.openai.com,10.0.0.1",
        "api.openai.com,192.168.1.1",
        "api.openai.com,100.64.0.1",
        "api.openai.com,::1",
        "api.openai.com,fd00::1",
        "api.openai.com,::ffff:10.0.0.1",
        "api.openai.com,64:ff9b::10.0.0.1",
        "api.openai.com,2002:0a00:0001::1",
        "api.openai.com,2002:7f00:0001::1",
        "localhost.example.com,127.0.0.1",
        "ollama,127.0.0.1",
        "vllm.models.svc,127.0.0.1",
        "localhost,10.0.0.1"
    })
    void aNameOfTheInternetMayNotBeInside(String host, String address) {
        assertThat(may(NOTHING_MORE, host, address)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.170.2",
                "::ffff:169.254.169.254",
                "64:ff9b::169.254.169.254",
                "2002:a9fe:a9fe::1",
                "fd00:ec2::254",
                "fd20:ce::254",
                "fe80::1",
                "100.100.100.200",
                "168.63.129.16",
                "0.0.0.0",
                "::",
                "224.0.0.1",
                "255.255.255.255"
            })
    void whereCloudsKeepTheirKeysNothingMayBe(String address) {
        AllowedAddresses all = new AllowedAddresses(List.of("0.0.0.0/0", "::/0", "metadata", "*.example.com"));
        for (String host : List.of(address, "metadata", "localhost", "api.example.com")) {
            assertThat(may(all, host, address)).as(host).isFalse();
        }
    }

    @Test
    void hostsDomainsAndNetworksCanBeAllowed() {
        AllowedAddresses some = new AllowedAddresses(List.of("llm.example.com", "*.Corp.example", "10.20.0.0/16"));
        assertThat(may(some, "llm.example.com", "10.0.0.1")).isTrue();
        assertThat(may(some, "LLM.example.com.", "127.0.0.1")).isTrue();
        assertThat(may(some, "other.example.com", "10.0.0.1")).isFalse();
        assertThat(may(some, "a.corp.example", "192.168.0.1")).isTrue();
        assertThat(may(some, "corp.example", "192.168.0.1")).isFalse();
        assertThat(may(some, "api.openai.com", "10.20.255.1")).isTrue();
        assertThat(may(some, "api.openai.com", "10.21.0.1")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.0.0.0/33", "10.0.0/8/8", "http://x", "a b", "*"})
    void whatIsNoneOfTheseIsRefused(String entry) {
        assertThatThrownBy(() -> new AllowedAddresses(List.of(entry)))
                .hasMessageStartingWith("aligner.upstreams.allow: " + entry + " (expected: ");
    }

    @Property(tries = 300)
    void aNetworkHoldsExactlyWhatBeginsLikeIt(
            @ForAll @Size(4) byte[] one, @ForAll @Size(4) byte[] other, @ForAll @IntRange(min = 0, max = 32) int bits)
            throws UnknownHostException {
        int first = new java.math.BigInteger(one).intValue();
        int second = new java.math.BigInteger(other).intValue();
        // half of them alike where it counts
        if ((second & 1) == 0) {
            second = bits == 0 ? second : (first & (-1 << (32 - bits))) | (second & (bits == 32 ? 0 : -1 >>> bits));
        }
        boolean alike = bits == 0 || first >>> (32 - bits) == second >>> (32 - bits);
        Network network = Network.of(address(first).getHostAddress() + "/" + bits);
        assertThat(network.contains(address(second))).isEqualTo(alike);
    }

    private static InetAddress address(int bits) throws UnknownHostException {
        return InetAddress.getByAddress(
                java.nio.ByteBuffer.allocate(4).putInt(bits).array());
    }
}
