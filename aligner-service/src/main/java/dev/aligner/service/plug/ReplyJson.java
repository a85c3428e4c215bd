package dev.aligner.service.plug;

import dev.aligner.service.wire.StrictJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A JSON object, written member by member: what came from a host goes back in the bytes it came in. */
final class ReplyJson {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    ReplyJson with(String name, Object value) {
        return with(name, StrictJson.write(value));
    }

    /** @param json a value, spelled */
    ReplyJson with(String name, byte[] json) {
        out.writeBytes((out.size() == 0 ? "{" : ",").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(StrictJson.write(name));
        out.write(':');
        out.writeBytes(json);
        return this;
    }

    ReplyJson with(String name, ReplyJson object) {
        return with(name, object.bytes());
    }

    byte[] bytes() {
        byte[] members = out.size() == 0 ? new byte[] {'{'} : out.toByteArray();
        byte[] object = Arrays.copyOf(members, members.length + 1);
        object[members.length] = '}';
        return object;
    }
}
