package dev.aligner.spark.service;

import java.util.Map;
import java.util.concurrent.Flow;

/** Takes the lines of a response as they come. */
final class ResultLines implements Flow.Subscriber<String> {
    private final Map<Long, ServiceCall> open;

    ResultLines(Map<Long, ServiceCall> open) {
        this.open = open;
    }

    /** For the body of a response that has no results. */
    static ResultLines ignored() {
        return new ResultLines(Map.of());
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
        ServiceLines.result(line, open);
    }

    /** The response's future fails with it. */
    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onComplete() {}
}
