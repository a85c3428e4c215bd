package dev.aligner.trainer.pairs;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.core.Question;
import dev.aligner.core.Sampling;
import dev.aligner.trainer.endpoint.ChatEndpoint;
import dev.aligner.trainer.endpoint.ChatRequest;
import java.util.concurrent.CompletableFuture;

/**
 * A policy behind an OpenAI-compatible endpoint. Of the sampling it is sent what every such endpoint knows: temperature,
 * top_p, max_tokens and the seed.
 */
record EndpointPolicy(ChatEndpoint endpoint) implements Policy {
    @Override
    public ModelName name() {
        return new ModelName(endpoint.model(), null);
    }

    @Override
    public CompletableFuture<Answer> answer(Question question, Sampling sampling) {
        return endpoint.ask(new ChatRequest(
                        question.messages(),
                        sampling.temperature(),
                        sampling.topP(),
                        sampling.maxTokens(),
                        sampling.seed()))
                .handle((reply, error) -> {
                    if (error != null) {
                        Throwable cause = InOrder.cause(error);
                        throw AlignerException.of(ErrorCode.MODEL_FAILED, String.valueOf(cause.getMessage()), cause);
                    }
                    return new Answer(reply.text(), "length".equals(reply.finishReason()));
                });
    }

    @Override
    public void close() {
        // the client's threads are daemons
    }
}
