package dev.aligner.envoy;

import com.google.protobuf.ByteString;
import dev.aligner.relay.SurfaceError;
import io.envoyproxy.envoy.service.ext_proc.v3.ImmediateResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingResponse;
import io.envoyproxy.envoy.type.v3.HttpStatus;
import java.util.Locale;

/** An error of ours in an answer's place. */
final class Refusal {
    private Refusal() {}

    static ProcessingResponse of(SurfaceError error) {
        Mutation headers = new Mutation();
        error.headers().forEach((name, value) -> headers.set(name.toLowerCase(Locale.ROOT), value));
        return ProcessingResponse.newBuilder()
                .setImmediateResponse(ImmediateResponse.newBuilder()
                        .setStatus(HttpStatus.newBuilder().setCodeValue(error.status()))
                        .setHeaders(headers.done())
                        .setBody(ByteString.copyFrom(error.body()))
                        .setDetails("aligner_" + error.code()))
                .build();
    }
}
