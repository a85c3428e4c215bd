package dev.aligner.spark.service;

import dev.aligner.remote.ApiKey;
import java.net.URI;
import java.net.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * Who asks a service.
 *
 * @param executor for the service's log
 * @param key null where everybody may ask
 */
record Caller(String executor, @Nullable ApiKey key) {
    /** A request that says so. */
    HttpRequest.Builder request(URI address) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address).header("user-agent", "aligner-spark (executor " + executor + ")");
        return key == null ? request : request.header("authorization", key.header());
    }
}
