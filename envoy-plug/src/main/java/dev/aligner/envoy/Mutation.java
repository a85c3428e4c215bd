package dev.aligner.envoy;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption.HeaderAppendAction;
import io.envoyproxy.envoy.service.ext_proc.v3.HeaderMutation;
import java.util.List;

/** What Envoy is to change of the headers. */
final class Mutation {
    /** What tells an unchanged body from another. */
    private static final List<String> OF_THE_BYTES = List.of(
            "accept-ranges",
            "content-digest",
            "content-encoding",
            "content-md5",
            "digest",
            "etag",
            "last-modified",
            "repr-digest");

    private final HeaderMutation.Builder changes = HeaderMutation.newBuilder();

    /** In the place of all that have this name. */
    Mutation set(String name, String value) {
        // the raw value is the one that Envoy reads: the other it takes for empty
        changes.addSetHeaders(HeaderValueOption.newBuilder()
                .setHeader(HeaderValue.newBuilder().setKey(name).setRawValue(ByteString.copyFromUtf8(value)))
                .setAppendAction(HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD));
        return this;
    }

    Mutation remove(String name) {
        changes.addRemoveHeaders(name);
        return this;
    }

    /** The body may be another. Its length is another matter: Envoy takes it out itself where it cannot be right. */
    Mutation otherBytes() {
        OF_THE_BYTES.forEach(this::remove);
        return this;
    }

    /** A body of so many bytes; where no length was told before, none is now. */
    Mutation length(Headers before, int bytes) {
        return before.has("content-length") ? set("content-length", Integer.toString(bytes)) : this;
    }

    HeaderMutation done() {
        return changes.build();
    }
}
