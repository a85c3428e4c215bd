package dev.aligner.service.docs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.oas.annotations.media.Schema.AdditionalPropertiesValue;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.stereotype.Component;

/**
 * Reads off the records what their schemas do not say: a field is always there unless it is left out where it is null, and may
 * be null where its type says so. The records of requests say themselves which of their fields are wanted.
 */
@Component
class RequiredFields implements ModelConverter {
    @Override
    public @Nullable Schema<?> resolve(
            AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
        Schema<?> resolved = chain.hasNext() ? chain.next().resolve(type, context, chain) : null;
        Set<Class<?>> records = new LinkedHashSet<>();
        collect(ResolvableType.forType(type.getType()), records);
        for (Class<?> record : records) {
            Schema<?> schema = context.getDefinedModels().get(name(record));
            if (schema != null && schema.getProperties() != null) {
                describe(record, schema);
            }
        }
        return resolved;
    }

    /** A type's own records, those within it, and what they are made of. */
    private static void collect(ResolvableType type, Set<Class<?>> records) {
        Class<?> found = type.resolve();
        if (found != null && found.isRecord() && found.getName().startsWith("dev.aligner.") && records.add(found)) {
            for (RecordComponent component : found.getRecordComponents()) {
                collect(ResolvableType.forType(component.getGenericType()), records);
            }
        }
        for (ResolvableType argument : type.getGenerics()) {
            collect(argument, records);
        }
    }

    private static String name(Class<?> record) {
        io.swagger.v3.oas.annotations.media.Schema said =
                record.getAnnotation(io.swagger.v3.oas.annotations.media.Schema.class);
        return said == null || said.name().isEmpty() ? record.getSimpleName() : said.name();
    }

    private static void describe(Class<?> record, Schema<?> schema) {
        io.swagger.v3.oas.annotations.media.Schema said =
                record.getAnnotation(io.swagger.v3.oas.annotations.media.Schema.class);
        if (said != null && said.additionalProperties() == AdditionalPropertiesValue.FALSE) {
            return;
        }
        for (RecordComponent component : record.getRecordComponents()) {
            Method accessor = component.getAccessor();
            JsonProperty renamed = accessor.getAnnotation(JsonProperty.class);
            String field = renamed == null ? component.getName() : renamed.value();
            boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            if (nullable && leftOut(record, accessor)) {
                continue;
            }
            if (schema.getRequired() == null || !schema.getRequired().contains(field)) {
                schema.addRequiredItem(field);
            }
            Schema<?> property = schema.getProperties().get(field);
            if (nullable && property != null && property.getTypes() != null) {
                property.addType("null");
            }
        }
    }

    private static boolean leftOut(Class<?> record, Method accessor) {
        JsonInclude inclusion = accessor.getAnnotation(JsonInclude.class);
        JsonInclude ofAll = record.getAnnotation(JsonInclude.class);
        JsonInclude counts = inclusion == null ? ofAll : inclusion;
        return counts != null && counts.value() == JsonInclude.Include.NON_NULL;
    }
}
