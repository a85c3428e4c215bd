package dev.aligner.upstream;

import dev.aligner.upstream.frame.AwsFrames;
import dev.aligner.upstream.frame.FrameReader;
import dev.aligner.upstream.json.JsonValue;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Amazon Bedrock's {@code Converse} and {@code ConverseStream}. The kind of a streamed event stands in its frame's headers;
 * its JSON is told apart by its fields.
 */
final class BedrockConverse implements Dialect {
    private static final Pattern MODEL = Pattern.compile("/model/([^/]+)/converse");

    @Override
    public Conversation conversation(JsonValue request, String path) {
        Conversation.Turns turns = new Conversation.Turns();
        turns.add("system", Conversation.text(request.at("system"), "text"));
        turns.addAll(request.at("messages"));
        Matcher model = MODEL.matcher(path);
        return turns.build(
                null,
                path.endsWith("/converse-stream"),
                model.find() ? URLDecoder.decode(model.group(1), StandardCharsets.UTF_8) : null,
                true);
    }

    @Override
    public Reading answer(JsonValue body) {
        Reading.Builder reading = new Reading.Builder();
        List<JsonValue> blocks = body.at("output").at("message").at("content").each();
        for (int index = 0; index < blocks.size(); index++) {
            JsonValue block = blocks.get(index);
            reading.text(new Piece(0, index), block.at("text"));
            if (block.at("toolUse").present()) {
                reading.untouched(0, Untouched.TOOL_CALL);
            }
        }
        return reading.finish(0, body.at("stopReason")).build();
    }

    @Override
    public FrameReader frames() {
        return new AwsFrames();
    }

    @Override
    public Events events() {
        return BedrockConverse::event;
    }

    private static Reading event(JsonValue event) {
        Reading.Builder reading = new Reading.Builder();
        Piece piece = new Piece(0, event.at("contentBlockIndex").number(0));
        reading.text(piece, event.at("delta").at("text"));
        if (event.at("delta").at("citation").present()) {
            reading.untouched(piece, Untouched.CITED);
        }
        if (event.at("start").at("toolUse").present()) {
            reading.untouched(0, Untouched.TOOL_CALL);
        }
        // messageStop; the event metadata, with the usage, still follows
        return reading.finish(0, event.at("stopReason")).build();
    }
}
