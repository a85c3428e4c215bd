package dev.aligner.gateway;

import dev.aligner.relay.AnswerOutcome;
import dev.aligner.relay.AnswerTally;
import dev.aligner.relay.ClientHead;
import dev.aligner.relay.PassedHeaders;
import dev.aligner.relay.Why;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpResponse;

/** The head of a response that the gateway has put the upstream's into already. */
record GatewayHead(ServerHttpResponse response, String route, AnswerTally tally, String requestId)
        implements ClientHead {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayHead.class);

    @Override
    public void take(boolean changed) {
        if (changed) {
            HttpHeaders headers = response.getHeaders();
            if (headers.containsHeader(HttpHeaders.CONTENT_LENGTH)) {
                // the server took this out when it was told the length; without either a body has no end that can be
                // missed
                headers.set(HttpHeaders.TRANSFER_ENCODING, "chunked");
            }
            List.copyOf(headers.headerNames()).stream()
                    .filter(PassedHeaders::ofTheBytes)
                    .forEach(headers::remove);
        }
    }

    @Override
    public void set(String name, String value) {
        response.getHeaders().set(name, value);
    }

    @Override
    public void length(long bytes) {
        response.getHeaders().remove(HttpHeaders.TRANSFER_ENCODING);
        response.getHeaders().setContentLength(bytes);
    }

    @Override
    public boolean sent() {
        return response.isCommitted();
    }

    @Override
    public void done(AnswerOutcome outcome) {
        tally.answered(route, outcome);
    }

    @Override
    public void failed(Why why) {
        LOG.warn("request {}: not corrected: {}", requestId, why.wireName());
    }
}
