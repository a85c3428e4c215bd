package dev.aligner.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;

class OpenApiTest extends HttpTestBase {

    private JsonNode document() {
        return json(client().get().uri("/v3/api-docs").exchange());
    }

    @Test
    void everyPathIsThere() {
        assertThat(document().get("paths").propertyNames())
                .containsExactlyInAnyOrder(
                        "/v1/corrections",
                        "/v1/corrections:batch",
                        "/v1/models",
                        "/livez",
                        "/readyz",
                        "/admin/overview",
                        "/admin/corrections",
                        "/admin/correctors",
                        "/admin/correctors/{id}");
    }

    @Test
    void howACallerSaysWhoItIsIsThereAndThatItMayNotHaveTo() {
        JsonNode document = document();
        assertThat(document.at("/components/securitySchemes").propertyNames())
                .containsExactlyInAnyOrder("bearer", "key");
        assertThat(document.get("security").valueStream().map(JsonNode::size)).containsExactly(0, 1, 1);
    }

    @Test
    void everyExampleIsAValidRequest() {
        JsonNode content = document().at("/paths/~1v1~1corrections/post/requestBody/content/application~1json");
        List<JsonNode> examples = content.get("examples").properties().stream()
                .map(example -> example.getValue().get("value"))
                .toList();
        assertThat(examples).hasSize(2);
        for (JsonNode example : examples) {
            post(example.isString() ? example.stringValue() : example.toString())
                    .expectStatus()
                    .isOk();
        }
    }

    @Test
    void theLinesOfTheExampleAreOneRequest() {
        String lines = document()
                .at(
                        "/paths/~1v1~1corrections/post/requestBody/content/application~1x-ndjson/examples/three lines/value")
                .stringValue();
        JsonNode result = json(client().post()
                .uri("/v1/corrections")
                .contentType(MediaType.APPLICATION_NDJSON)
                .bodyValue(lines)
                .exchange()
                .expectStatus()
                .isOk());
        assertThat(result.get("correction").stringValue()).isEqualTo("A spider has six legs.");
    }

    @Test
    void theResultsFieldsAreNamed() {
        JsonNode schemas = document().at("/components/schemas");
        assertThat(schemas.at("/UsageResult/properties").propertyNames()).contains("cached_prompt_tokens");
        assertThat(schemas.at("/TimingsResult/properties").propertyNames()).contains("passes", "draft_tokens");
    }

    @Test
    void whatMayBeNullIsSaidToBe() {
        JsonNode schemas = document().at("/components/schemas");
        for (String field : List.of(
                "SeenCorrection/properties/id",
                "SeenCorrection/properties/model",
                "SeenCorrection/properties/reason",
                "SeenCorrection/properties/margin",
                "Ended/properties/reason",
                "CorrectionResult/properties/margin")) {
            assertThat(schemas.at("/" + field + "/type").valueStream().map(JsonNode::asString))
                    .as(field)
                    .contains("null");
        }
    }

    @Test
    void whatIsAlwaysThereIsRequiredAndWhatMayBeNullSaysSo() {
        JsonNode result = document().at("/components/schemas/CorrectionResult");
        assertThat(texts(result.get("required")))
                .contains("id", "action", "correction", "edit_ratio", "margin", "reason", "usage", "timings")
                .doesNotContain("edits", "edit_count");
        assertThat(texts(result.at("/properties/margin/type"))).containsExactlyInAnyOrder("number", "null");
        assertThat(result.at("/properties/reason/anyOf/0/$ref").stringValue()).endsWith("/Reason");
        assertThat(result.at("/properties/reason/anyOf/1/type").stringValue()).isEqualTo("null");
        assertThat(texts(document().at("/components/schemas/Reason/enum"))).contains("below_margin", "too_large");
        assertThat(texts(document().at("/components/schemas/Problem/required")))
                .contains("code", "status", "detail")
                .doesNotContain("field", "request_id");
        assertThat(texts(document().at("/components/schemas/Edit/required")))
                .containsExactlyInAnyOrder("start", "end", "replacement");
        assertThat(texts(document().at("/components/schemas/Details/required"))).contains("context_tokens");
    }

    /** Every field that a result has is one that its schema says is there, and the other way round. */
    @Test
    void aResultIsAsItsSchemaSays() {
        JsonNode schema = document().at("/components/schemas/CorrectionResult");
        JsonNode most = json(post(body(",\"evidence\":\"full\"")));
        JsonNode least = json(post(body("")));

        assertThat(most.propertyNames())
                .containsExactlyInAnyOrderElementsOf(schema.get("properties").propertyNames());
        assertThat(least.propertyNames()).containsExactlyInAnyOrderElementsOf(texts(schema.get("required")));
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::stringValue).toList();
    }

    @Test
    void everyErrorStatusIsDescribedAsAProblem() {
        JsonNode responses = document().at("/paths/~1v1~1corrections/post/responses");
        assertThat(responses.propertyNames())
                .contains(
                        "200", "400", "401", "403", "404", "429", "406", "413", "415", "422", "500", "502", "503",
                        "504");
        assertThat(responses
                        .at("/422/content/application~1problem+json/schema/$ref")
                        .stringValue())
                .endsWith("/Problem");
    }

    @Test
    void theSchemasHaveTheFieldsThatTheReaderKnows() {
        JsonNode schemas = document().at("/components/schemas");
        assertThat(new TreeSet<>(schemas.at("/CorrectionRequest/properties").propertyNames()))
                .isEqualTo(known("{\"zzz\":1}"));
        assertThat(new TreeSet<>(schemas.at("/Sampling/properties").propertyNames()))
                .isEqualTo(known("{\"question\":\"q\",\"answer\":\"a\",\"sampling\":{\"zzz\":1}}"));
        assertThat(new TreeSet<>(schemas.at("/Message/properties").propertyNames()))
                .isEqualTo(known("{\"messages\":[{\"zzz\":1}],\"answer\":\"a\"}"));
    }

    /** The fields that a refusal of an unknown one lists. */
    private Set<String> known(String body) {
        String detail = problem(post(body), 422, "invalid_field").get("detail").stringValue();
        String list = detail.substring(detail.indexOf("(known: ") + 8, detail.length() - 1);
        return new TreeSet<>(Arrays.asList(list.split(", ", -1)));
    }

    @Test
    void theHealthOfTheContainerIsServedAndNothingThatTells() {
        client().get().uri("/actuator/health").exchange().expectStatus().isOk();
        problem(
                client().get()
                        .uri("/actuator/env")
                        .accept(MediaType.APPLICATION_JSON)
                        .exchange(),
                404,
                "not_found");
    }
}
