package dev.aligner.service.audit;

import dev.aligner.core.CorrectionRequest;
import dev.aligner.core.Question;
import dev.aligner.service.wire.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The texts of one correction, kept where the operator wants them: enough to make it again.
 *
 * @param json an object without the number of its record
 */
public record AuditContent(byte[] json) {
    static AuditContent of(CorrectionRequest request, String correction) {
        Map<String, @Nullable Object> texts = new LinkedHashMap<>();
        texts.put("messages", turns(request.question()));
        texts.put("answer", request.answer());
        texts.put("instruction", request.instruction());
        texts.put("stop", request.sampling().stop());
        texts.put("correction", correction);
        return new AuditContent(StrictJson.write(texts));
    }

    /** A question as it is hashed: the JSON array of its turns, without white space. */
    static byte[] messages(Question question) {
        return StrictJson.write(turns(question));
    }

    private static List<Map<String, String>> turns(Question question) {
        return question.messages().stream()
                .map(message -> {
                    Map<String, String> turn = new LinkedHashMap<>();
                    turn.put("role", message.role().wireName());
                    turn.put("content", message.content());
                    return turn;
                })
                .toList();
    }

    /** @return the line of its file, with its end */
    byte[] line(long sequence) {
        byte[] head = ("{\"seq\":" + sequence + ",").getBytes(StandardCharsets.US_ASCII);
        byte[] line = new byte[head.length + json.length];
        System.arraycopy(head, 0, line, 0, head.length);
        // without its opening brace, with a line's end
        System.arraycopy(json, 1, line, head.length, json.length - 1);
        line[line.length - 1] = '\n';
        return line;
    }
}
