package dev.aligner.service.docs;

import dev.aligner.core.FinishReason;
import dev.aligner.core.Reason;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Schema;
import java.util.Arrays;
import java.util.Objects;
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
        Schema<?> result = Objects.requireNonNull(
                document.getComponents().getSchemas().get("CorrectionResult"), "CorrectionResult");
        names(result, "reason", Arrays.stream(Reason.values()).map(Reason::wireName));
        names(result, "finish_reason", Arrays.stream(FinishReason.values()).map(FinishReason::wireName));
    }

    private static void names(Schema<?> schema, String field, Stream<String> names) {
        @SuppressWarnings("unchecked")
        Schema<Object> property =
                (Schema<Object>) Objects.requireNonNull(schema.getProperties().get(field), field);
        names.forEach(property::addEnumItemObject);
        property.addEnumItemObject(null);
    }
}
