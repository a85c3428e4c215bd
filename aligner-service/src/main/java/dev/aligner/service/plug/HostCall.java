package dev.aligner.service.plug;

import dev.aligner.core.Question;
import dev.aligner.upstream.Wire;
import dev.aligner.upstream.json.JsonText;
import dev.aligner.upstream.json.JsonValue;
import dev.aligner.upstream.json.Splice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * What a host sends.
 *
 * @param path what stands in the variable parts of the path, by name
 */
record HostCall(JsonText json, HttpHeaders headers, Map<String, String> path) {

    JsonValue root() {
        return json.root();
    }

    /** The host's own spelling of a value. */
    byte[] bytes(JsonValue value) {
        return Arrays.copyOfRange(json.bytes(), value.from(), value.to());
    }

    /** The same with other texts in the places of some of its strings; all the rest as the host spelled it. */
    byte[] bytes(JsonValue value, List<JsonValue.Text> old, List<String> texts) {
        List<Splice> splices = new ArrayList<>();
        for (int i = 0; i < old.size(); i++) {
            if (!old.get(i).text().equals(texts.get(i))) {
                Splice splice = json.replacing(old.get(i), texts.get(i));
                splices.add(new Splice(splice.from() - value.from(), splice.to() - value.from(), splice.replacement()));
            }
        }
        return Splice.apply(bytes(value), splices);
    }

    /** What the last user in these messages of OpenAI's form said, with what was said before; null where none did. */
    @Nullable
    Question question(JsonValue messages) {
        byte[] request = new ReplyJson().with("messages", bytes(messages)).bytes();
        return Wire.OPENAI_CHAT.asked(request, "/chat/completions").question();
    }
}
