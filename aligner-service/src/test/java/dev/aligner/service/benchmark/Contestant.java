package dev.aligner.service.benchmark;

import java.nio.charset.StandardCharsets;

/**
 * One way to the upstream.
 *
 * @param server the process, by its name in the report
 */
record Contestant(String name, Server server, Way way) {
    byte[] request(Script script) {
        String body = Conversation.request(script != Script.JSON);
        StringBuilder head = new StringBuilder("POST " + way.path() + script.query() + " HTTP/1.1\r\n"
                + "host: 127.0.0.1:" + server.port() + "\r\nuser-agent: benchmark\r\naccept: */*\r\n"
                + "authorization: Bearer none\r\ncontent-type: application/json\r\n"
                + "content-length: " + body.length() + "\r\n");
        way.headers(script)
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").append(body).toString().getBytes(StandardCharsets.US_ASCII);
    }
}
