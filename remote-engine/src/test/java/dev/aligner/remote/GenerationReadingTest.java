package dev.aligner.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.FinishReason;
import dev.aligner.core.Sampling;
import dev.aligner.core.Usage;
import dev.aligner.engine.GenerationRequest;
import dev.aligner.engine.corrector.CorrectorTokens;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;

class GenerationReadingTest {
    private static final CorrectorTokens TOKENS = CorrectorTokens.open(EngineUnderTest.MODEL);

    /** Line ends of all kinds, a comment, a character of four bytes, and two data lines in one event. */
    private static final byte[] STREAM = (": hello\r\n\r\n"
                    + "data: {\"choices\":[{\"index\":0,\"text\":\"The sky \"}]}\n\n"
                    + "event: x\rdata:{\"choices\":[{\"index\":0,\r\ndata:\"text\":\"is 😀 bl\"}]}\r\r"
                    + "data: {\"choices\":[{\"index\":0,\"text\":\"ue.\",\"finish_reason\":\"length\"}]}\r\n\r\n"
                    + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":4,\"completion_tokens\":5}}\n\n"
                    + "data: [DONE]\n\n")
            .getBytes(StandardCharsets.UTF_8);

    @AfterContainer
    static void close() {
        TOKENS.close();
    }

    @Property(tries = 200)
    void howTheNetworkCutsAStreamMakesNoDifference(
            @ForAll @Size(max = 30) List<@IntRange(min = 1, max = 300) Integer> cuts) {
        Heard heard = new Heard();
        GenerationReading reading = new GenerationReading(
                new GenerationRequest(new int[] {1}, Sampling.GREEDY, 9, List.of("nowhere"), Long.MAX_VALUE),
                heard,
                TOKENS,
                0);
        reading.sent(1);
        reading.began("text/event-stream");
        int from = 0;
        for (int cut : cuts) {
            int to = Math.min(STREAM.length, from + cut);
            assertThat(reading.bytes(Arrays.copyOfRange(STREAM, from, to), 2)).isFalse();
            from = to;
        }
        reading.bytes(Arrays.copyOfRange(STREAM, from, STREAM.length), 3);
        assertThat(reading.isWhole()).isTrue();
        reading.conclude(4).run();

        assertThat(heard.generation().text()).isEqualTo("The sky is 😀 blue.");
        assertThat(heard.generation().finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(heard.generation().usage()).isEqualTo(new Usage(4, 5, 0));
    }
}
