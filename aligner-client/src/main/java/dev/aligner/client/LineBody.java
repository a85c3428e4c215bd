package dev.aligner.client;

import java.util.Arrays;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.web.reactive.function.BodyInserter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A body of lines, each sent as it comes: the service reads along. */
final class LineBody {
    /** A line that says nothing. */
    static final byte[] BLANK = {};

    private LineBody() {}

    /** @param lines without their ends */
    static BodyInserter<Object, ClientHttpRequest> of(Flux<byte[]> lines) {
        return (message, context) -> message.writeAndFlushWith(
                lines.map(line -> Mono.just(message.bufferFactory().wrap(terminated(line)))));
    }

    private static byte[] terminated(byte[] line) {
        byte[] bytes = Arrays.copyOf(line, line.length + 1);
        bytes[line.length] = '\n';
        return bytes;
    }
}
