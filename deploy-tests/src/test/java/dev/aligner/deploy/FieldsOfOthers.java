package dev.aligner.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The fields of kinds that are not Kubernetes' own, as their projects' references of 2026 name them: those that a chart like this could
 * write. Their classes are nobody's artifact, so this is a table by hand; below {@code **} lies what has names of its own, such as labels.
 */
final class FieldsOfOthers {
    private static final String ANYTHING = ".**";

    private static final Map<String, Set<String>> TABLE = Map.of(
            "ServiceMonitor",
            fields("""
                    spec.selector.matchLabels.** spec.namespaceSelector.any spec.namespaceSelector.matchNames[] spec.jobLabel
                    spec.targetLabels[] spec.podTargetLabels[] spec.sampleLimit
                    spec.endpoints[].port spec.endpoints[].targetPort spec.endpoints[].path spec.endpoints[].scheme
                    spec.endpoints[].interval spec.endpoints[].scrapeTimeout spec.endpoints[].honorLabels"""),
            "PodMonitor",
            fields("""
                    spec.selector.matchLabels.** spec.namespaceSelector.any spec.namespaceSelector.matchNames[] spec.jobLabel
                    spec.podTargetLabels[] spec.sampleLimit
                    spec.podMetricsEndpoints[].port spec.podMetricsEndpoints[].portNumber spec.podMetricsEndpoints[].path
                    spec.podMetricsEndpoints[].scheme spec.podMetricsEndpoints[].interval
                    spec.podMetricsEndpoints[].scrapeTimeout spec.podMetricsEndpoints[].honorLabels"""),
            "PrometheusRule",
            fields("""
                    spec.groups[].name spec.groups[].interval spec.groups[].limit
                    spec.groups[].rules[].alert spec.groups[].rules[].record spec.groups[].rules[].expr
                    spec.groups[].rules[].for spec.groups[].rules[].keep_firing_for spec.groups[].rules[].labels.**
                    spec.groups[].rules[].annotations.**"""),
            "ScaledObject",
            fields("""
                    spec.scaleTargetRef.name spec.scaleTargetRef.kind spec.scaleTargetRef.apiVersion spec.pollingInterval
                    spec.cooldownPeriod spec.initialCooldownPeriod spec.minReplicaCount spec.maxReplicaCount
                    spec.idleReplicaCount spec.fallback.failureThreshold spec.fallback.replicas spec.fallback.behavior
                    spec.advanced.restoreToOriginalReplicaCount spec.advanced.horizontalPodAutoscalerConfig.name
                    spec.advanced.horizontalPodAutoscalerConfig.behavior.** spec.advanced.scalingModifiers.**
                    spec.triggers[].type spec.triggers[].name spec.triggers[].metricType spec.triggers[].useCachedMetrics
                    spec.triggers[].metadata.** spec.triggers[].authenticationRef.name
                    spec.triggers[].authenticationRef.kind"""),
            "InferencePool",
            fields("""
                    spec.selector.matchLabels.** spec.targetPorts[].number spec.appProtocol spec.endpointPickerRef.group
                    spec.endpointPickerRef.kind spec.endpointPickerRef.name spec.endpointPickerRef.port.number
                    spec.endpointPickerRef.failureMode"""),
            "EnvoyExtensionPolicy",
            fields("""
                    spec.targetRefs[].group spec.targetRefs[].kind spec.targetRefs[].name spec.targetRefs[].sectionName
                    spec.extProc[].backendRefs[].group spec.extProc[].backendRefs[].kind
                    spec.extProc[].backendRefs[].name spec.extProc[].backendRefs[].namespace
                    spec.extProc[].backendRefs[].port spec.extProc[].failOpen spec.extProc[].messageTimeout
                    spec.extProc[].processingMode.request.body spec.extProc[].processingMode.request.attributes[]
                    spec.extProc[].processingMode.response.body spec.extProc[].processingMode.response.attributes[]
                    spec.extProc[].processingMode.allowModeOverride"""),
            "ClientTrafficPolicy",
            fields("""
                    spec.targetRefs[].group spec.targetRefs[].kind spec.targetRefs[].name spec.targetRefs[].sectionName
                    spec.connection.bufferLimit spec.connection.socketBufferLimit spec.connection.connectionLimit.**
                    spec.timeout.**"""),
            // of a patch itself EnvoyFilterTest reads each field into Envoy's messages
            "EnvoyFilter",
            fields("""
                    spec.workloadSelector.labels.** spec.priority spec.configPatches[].applyTo
                    spec.configPatches[].match.context spec.configPatches[].match.listener.filterChain.filter.name
                    spec.configPatches[].match.listener.filterChain.filter.subFilter.name
                    spec.configPatches[].patch.operation spec.configPatches[].patch.value.**"""),
            "Policy",
            fields("""
                    spec.rules[].name spec.rules[].match.any[].resources.kinds[]
                    spec.rules[].match.any[].resources.operations[]
                    spec.rules[].match.any[].resources.selector.matchLabels.** spec.rules[].preconditions.all[].key
                    spec.rules[].preconditions.all[].operator spec.rules[].preconditions.all[].value
                    spec.rules[].mutate.patchStrategicMerge.spec.**"""));

    private final List<String> unknown = new ArrayList<>();
    private final Set<String> known;

    private FieldsOfOthers(Set<String> known) {
        this.known = known;
    }

    static boolean has(String kind) {
        return TABLE.containsKey(kind);
    }

    /** @return the path of each field of an object that its kind does not have, but for its metadata */
    static List<String> unknown(YamlNode object) {
        String kind = object.at("kind").text();
        FieldsOfOthers fields = new FieldsOfOthers(TABLE.getOrDefault(kind, Set.of()));
        for (String key : object.keys()) {
            if (!Set.of("apiVersion", "kind", "metadata").contains(key)) {
                fields.compare(object.at(key), key);
            }
        }
        return fields.unknown.stream().map(path -> kind + "." + path).toList();
    }

    private static Set<String> fields(String text) {
        return Set.of(text.split("\\s+"));
    }

    private void compare(YamlNode node, String path) {
        if (known.contains(path + ANYTHING)) {
            return;
        }
        if (!node.elements().isEmpty()) {
            node.elements().forEach(element -> compare(element, path + "[]"));
        } else if (!node.keys().isEmpty()) {
            node.keys().forEach(key -> compare(node.at(key), path + "." + key));
        } else if (!known.contains(path)) {
            unknown.add(path);
        }
    }
}
