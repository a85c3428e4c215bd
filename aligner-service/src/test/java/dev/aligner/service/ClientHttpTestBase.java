package dev.aligner.service;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * What tests of client libraries share: an upstream that answers OpenAI's chat and Anthropic's messages, with a text to
 * correct, or with a tool call where the request names tools.
 */
abstract class ClientHttpTestBase extends HttpTestBase {
    static final String CORRECTED = "It lacks a key. A lock too.";
    static final int ALL_TOKENS = 19;
    static final String TOOL = "weather";
    static final String CALL = "call_7";
    /** With what the corrector would take out of a text. */
    static final String ARGUMENTS = "{\"city\":\"damn Oslo\"}";

    /** For the life of the process: the service that points at it is kept for the next class of tests. */
    private static final DisposableServer UPSTREAM =
            HttpServer.create().port(0).handle(ClientHttpTestBase::answer).bindNow();

    @DynamicPropertySource
    static void route(DynamicPropertyRegistry registry) {
        registry.add("aligner.routes.upstream.upstream", () -> "http://localhost:" + UPSTREAM.port());
    }

    /** The base URL that a client is given. */
    String base() {
        return "http://localhost:" + port + "/v1";
    }

    private static Mono<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        boolean anthropic = request.uri().endsWith("/messages");
        return request.receive().aggregate().asString().flatMap(body -> {
            var asked = JSON.readTree(body);
            boolean tools = asked.has("tools");
            if (asked.path("stream").booleanValue(false)) {
                List<String> events = anthropic ? AnthropicAnswers.stream(tools) : OpenAiAnswers.stream(tools);
                return response.sse()
                        .sendString(Flux.fromIterable(events), StandardCharsets.UTF_8)
                        .then();
            }
            return response.header("Content-Type", "application/json")
                    .sendString(Mono.just(anthropic ? AnthropicAnswers.whole(tools) : OpenAiAnswers.whole(tools)))
                    .then();
        });
    }

    private static String quoted(String text) {
        return JSON.writeValueAsString(text);
    }

    private static final class OpenAiAnswers {
        private static final String USAGE =
                "\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":7,\"total_tokens\":" + ALL_TOKENS + "}";

        static String whole(boolean tools) {
            String message = tools
                    ? "\"content\":null,\"tool_calls\":[" + call("", ARGUMENTS) + "]"
                    : "\"content\":\"It lacks a damn key. A damn lock too.\"";
            return "{\"id\":\"c1\",\"object\":\"chat.completion\",\"created\":1796000000,\"model\":\"m\",\"choices\":["
                    + "{\"index\":0,\"message\":{\"role\":\"assistant\"," + message + "},\"finish_reason\":\""
                    + finish(tools) + "\"}]," + USAGE + "}";
        }

        static List<String> stream(boolean tools) {
            List<String> deltas = tools
                    ? List.of(
                            "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[" + call("\"index\":0,", "")
                                    + "]}",
                            "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":"
                                    + quoted(ARGUMENTS.substring(0, 8)) + "}}]}",
                            "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":"
                                    + quoted(ARGUMENTS.substring(8)) + "}}]}")
                    : List.of(
                            "{\"role\":\"assistant\",\"content\":\"\"}",
                            "{\"content\":\"It lacks a da\"}",
                            "{\"content\":\"mn key. A \"}",
                            "{\"content\":\"damn lock too.\"}");
            return Stream.concat(
                            deltas.stream()
                                    .map(delta -> event(
                                            "[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":null}]", "")),
                            Stream.of(
                                    event(
                                            "[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + finish(tools) + "\"}]",
                                            ""),
                                    event("[]", "," + USAGE),
                                    "data: [DONE]\n\n"))
                    .toList();
        }

        private static String call(String index, String arguments) {
            return "{" + index + "\"id\":\"" + CALL + "\",\"type\":\"function\",\"function\":{\"name\":\"" + TOOL
                    + "\",\"arguments\":" + quoted(arguments) + "}}";
        }

        private static String finish(boolean tools) {
            return tools ? "tool_calls" : "stop";
        }

        private static String event(String choices, String more) {
            return "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1796000000,\"model\":\"m\","
                    + "\"choices\":" + choices + more + "}\n\n";
        }
    }

    private static final class AnthropicAnswers {
        private static final String MESSAGE =
                "\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"stop_sequence\":null,";
        private static final String USAGE = "\"usage\":{\"input_tokens\":12,\"output_tokens\":7}";

        static String whole(boolean tools) {
            String block = tools
                    ? "{\"type\":\"tool_use\",\"id\":\"" + CALL + "\",\"name\":\"" + TOOL + "\",\"input\":" + ARGUMENTS
                            + "}"
                    : "{\"type\":\"text\",\"text\":\"It lacks a damn key. A damn lock too.\"}";
            return "{" + MESSAGE + "\"content\":[" + block + "],\"stop_reason\":\"" + stop(tools) + "\"," + USAGE + "}";
        }

        static List<String> stream(boolean tools) {
            String start = tools
                    ? "{\"type\":\"tool_use\",\"id\":\"" + CALL + "\",\"name\":\"" + TOOL + "\",\"input\":{}}"
                    : "{\"type\":\"text\",\"text\":\"\"}";
            List<String> deltas = tools
                    ? List.of(json(ARGUMENTS.substring(0, 8)), json(ARGUMENTS.substring(8)))
                    : List.of(text("It lacks a da"), text("mn key. A "), text("damn lock too."));
            return Stream.of(
                            Stream.of(
                                    event(
                                            "message_start",
                                            "\"message\":{" + MESSAGE + "\"content\":[],\"stop_reason\":null,"
                                                    + "\"usage\":{\"input_tokens\":12,\"output_tokens\":1}}"),
                                    event("content_block_start", "\"index\":0,\"content_block\":" + start)),
                            deltas.stream()
                                    .map(delta -> event("content_block_delta", "\"index\":0,\"delta\":" + delta)),
                            Stream.of(
                                    event("content_block_stop", "\"index\":0"),
                                    event(
                                            "message_delta",
                                            "\"delta\":{\"stop_reason\":\"" + stop(tools)
                                                    + "\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":7}"),
                                    "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"))
                    .flatMap(events -> events)
                    .toList();
        }

        private static String text(String text) {
            return "{\"type\":\"text_delta\",\"text\":" + quoted(text) + "}";
        }

        private static String json(String part) {
            return "{\"type\":\"input_json_delta\",\"partial_json\":" + quoted(part) + "}";
        }

        private static String stop(boolean tools) {
            return tools ? "tool_use" : "end_turn";
        }

        private static String event(String type, String more) {
            return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + more + "}\n\n";
        }
    }
}
