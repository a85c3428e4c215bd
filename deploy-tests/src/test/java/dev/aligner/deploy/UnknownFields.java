package dev.aligner.deploy;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.admissionregistration.v1beta1.MutatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1beta1.MutatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimTemplate;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Fields that Kubernetes does not know, by the classes that are made from its own description. They are compared by name here
 * rather than read into: a model takes up what it does not know. Kinds of others have no such classes, and a table of fields.
 */
final class UnknownFields {
    private static final Map<String, Class<?>> MODELS = Stream.of(
                    ConfigMap.class,
                    Deployment.class,
                    HorizontalPodAutoscaler.class,
                    HTTPRoute.class,
                    Ingress.class,
                    MutatingAdmissionPolicy.class,
                    MutatingAdmissionPolicyBinding.class,
                    NetworkPolicy.class,
                    PersistentVolumeClaim.class,
                    Pod.class,
                    PodDisruptionBudget.class,
                    ResourceClaimTemplate.class,
                    Service.class,
                    ServiceAccount.class)
            .collect(Collectors.toMap(Class::getSimpleName, Function.identity()));

    private final List<String> found = new ArrayList<>();

    private UnknownFields() {}

    /** @return the path of each unknown field of an object */
    static List<String> of(YamlNode object) {
        String kind = object.at("kind").text();
        Class<?> model = MODELS.get(kind);
        UnknownFields fields = new UnknownFields();
        if (model != null) {
            fields.compare(object, model, kind);
        } else if (FieldsOfOthers.has(kind)) {
            fields.compare(object.at("metadata"), ObjectMeta.class, kind + ".metadata");
            fields.found.addAll(FieldsOfOthers.unknown(object));
        } else {
            fields.found.add("kind " + kind);
        }
        return fields.found;
    }

    private void compare(YamlNode node, Type type, String path) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == List.class) {
                wrongUnless(node.value() instanceof List, path + ": no list");
                node.elements().forEach(element -> compare(element, arguments[0], path + "[]"));
            } else {
                wrongUnless(node.value() instanceof Map, path + ": no map");
                node.keys().forEach(key -> compare(node.at(key), arguments[1], path + "." + key));
            }
        } else if (type == String.class) {
            wrongUnless(node.value() instanceof String, path + ": no text");
        } else if (type == Integer.class || type == Long.class) {
            wrongUnless(node.value() instanceof Number, path + ": no number");
        } else if (type == Boolean.class) {
            wrongUnless(node.value() instanceof Boolean, path + ": neither true nor false");
        } else if (type instanceof Class<?> model
                && KubernetesResource.class.isAssignableFrom(model)
                && model != Quantity.class
                && model != IntOrString.class) {
            wrongUnless(node.value() instanceof Map, path + ": no map");
            for (String key : node.keys()) {
                Field field = field(model, key);
                if (field == null) {
                    found.add(path + "." + key);
                } else {
                    compare(node.at(key), field.getGenericType(), path + "." + key);
                }
            }
        }
    }

    private void wrongUnless(boolean right, String what) {
        if (!right) {
            found.add(what);
        }
    }

    private static @Nullable Field field(Class<?> model, String name) {
        for (Class<?> declaring = model; declaring != null; declaring = declaring.getSuperclass()) {
            for (Field field : declaring.getDeclaredFields()) {
                JsonProperty property = field.getAnnotation(JsonProperty.class);
                if (property != null && property.value().equals(name)) {
                    return field;
                }
            }
        }
        return null;
    }
}
