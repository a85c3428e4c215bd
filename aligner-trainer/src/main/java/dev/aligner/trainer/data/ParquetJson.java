package dev.aligner.trainer.data;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.Type;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A row of Parquet as the JSON object that would say the same. Bytes that are no UTF-8, and types that JSON does not
 * have, become binary values, which no text field takes.
 */
final class ParquetJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ParquetJson() {}

    static ObjectNode object(Group group) {
        ObjectNode object = JSON.objectNode();
        for (Type field : group.getType().getFields()) {
            int index = group.getType().getFieldIndex(field.getName());
            int count = group.getFieldRepetitionCount(index);
            if (field.isRepetition(Type.Repetition.REPEATED)) {
                ArrayNode values = object.putArray(field.getName());
                for (int i = 0; i < count; i++) {
                    values.add(value(group, index, i, field));
                }
            } else if (count > 0) {
                object.set(field.getName(), value(group, index, 0, field));
            }
        }
        return object;
    }

    private static JsonNode value(Group group, int field, int index, Type type) {
        if (!type.isPrimitive()) {
            Group inner = group.getGroup(field, index);
            return type.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation ? list(inner) : object(inner);
        }
        return switch (type.asPrimitiveType().getPrimitiveTypeName()) {
            case BOOLEAN -> JSON.booleanNode(group.getBoolean(field, index));
            case INT32 -> JSON.numberNode(group.getInteger(field, index));
            case INT64 -> JSON.numberNode(group.getLong(field, index));
            case FLOAT -> JSON.numberNode(group.getFloat(field, index));
            case DOUBLE -> JSON.numberNode(group.getDouble(field, index));
            case BINARY -> text(group.getBinary(field, index));
            case INT96 -> JSON.binaryNode(group.getInt96(field, index).getBytes());
            case FIXED_LEN_BYTE_ARRAY ->
                JSON.binaryNode(group.getBinary(field, index).getBytes());
        };
    }

    private static JsonNode text(Binary bytes) {
        if (bytes.length() > JsonLines.MAX_LINE_BYTES) {
            throw new IllegalArgumentException(
                    "a text of " + bytes.length() + " bytes (expected: at most " + JsonLines.MAX_LINE_BYTES + ")");
        }
        try {
            return JSON.stringNode(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.getBytes()))
                    .toString());
        } catch (CharacterCodingException e) {
            return JSON.binaryNode(bytes.getBytes());
        }
    }

    /** A list is a group of one repeated field, whose values are the elements or, today, hold one each. */
    private static ArrayNode list(Group group) {
        ArrayNode elements = JSON.arrayNode();
        Type repeated = group.getType().getType(0);
        for (int i = 0; i < group.getFieldRepetitionCount(0); i++) {
            if (repeated.isPrimitive() || !holdsOne(repeated.asGroupType())) {
                elements.add(value(group, 0, i, repeated));
            } else {
                Group holder = group.getGroup(0, i);
                elements.add(
                        holder.getFieldRepetitionCount(0) == 0
                                ? JSON.nullNode()
                                : value(holder, 0, 0, holder.getType().getType(0)));
            }
        }
        return elements;
    }

    /** Parquet's rule for files from before it was settled (LogicalTypes.md, lists, backward compatibility). */
    private static boolean holdsOne(GroupType repeated) {
        return repeated.getFieldCount() == 1
                && !repeated.getName().equals("array")
                && !repeated.getName().endsWith("_tuple");
    }
}
