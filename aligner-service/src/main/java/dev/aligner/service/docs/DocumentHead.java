package dev.aligner.service.docs;

import dev.aligner.core.FinishReason;
import dev.aligner.core.Reason;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.stereotype.Component;

/** What the document is called, as generated clients are after it, and the closed sets behind names on the wire. */
@Component
class DocumentHead implements OpenApiCustomizer {
    @Override
    public void customise(OpenAPI document) {
        document.info(new Info()
                .title("Aligner Sidecar")
                .version("1")
                .description("Corrects the answers of language models with a small model."));
        Components components = document.getComponents();
        named(components, "reason", "Reason", Arrays.stream(Reason.values()).map(Reason::wireName));
        named(
                components,
                "finish_reason",
                "FinishReason",
                Arrays.stream(FinishReason.values()).map(FinishReason::wireName));
    }

    /** A field of a result that is one of some names, or null. The names are a schema of their own: an enum, without null. */
    private static void named(Components components, String field, String name, Stream<String> names) {
        Schema<Object> set = new JsonSchema();
        names.forEach(set::addEnumItemObject);
        components.addSchemas(name, set.types(Set.of("string")));
        Schema<?> result = Objects.requireNonNull(components.getSchemas().get("CorrectionResult"), "CorrectionResult");
        result.addProperty(
                field,
                new JsonSchema()
                        .anyOf(List.of(
                                new JsonSchema().$ref("#/components/schemas/" + name),
                                new JsonSchema().types(Set.of("null")))));
    }
}
