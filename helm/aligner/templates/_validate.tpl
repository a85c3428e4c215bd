{{/* What no schema can say: values that exclude or need each other. Each sentence names both. */}}
{{- define "aligner.validate" -}}
{{- $v := .Values -}}
{{- $sidecar := eq $v.mode "sidecar" -}}
{{- if and $v.autoscaling.enabled $v.keda.enabled -}}
{{- fail "autoscaling.enabled and keda.enabled: only one of them can scale the pods" -}}
{{- end -}}
{{- if and $v.autoscaling.enabled (not $v.autoscaling.metrics) -}}
{{- fail "autoscaling.metrics: empty with autoscaling.enabled (the processor is no measure; README.md has one that is)" -}}
{{- end -}}
{{- range $what := list "autoscaling" "keda" -}}
{{- $scaling := get $v $what -}}
{{- if and $scaling.enabled (gt (int $scaling.min) (int $scaling.max)) -}}
{{- fail (printf "%s.min: %d is more than %s.max: %d" $what (int $scaling.min) $what (int $scaling.max)) -}}
{{- end -}}
{{- end -}}
{{- if and (ne (toString $v.pdb.minAvailable) "") (ne (toString $v.pdb.maxUnavailable) "") -}}
{{- fail "pdb.minAvailable and pdb.maxUnavailable: only one of them can be set" -}}
{{- end -}}
{{- if eq $v.image.tag "latest" -}}
{{- fail "image.tag: latest says nothing (expected: a version, or image.digest)" -}}
{{- end -}}
{{- if not (or $v.image.tag $v.image.digest) -}}
{{- fail "image.tag and image.digest: one of them is needed" -}}
{{- end -}}
{{- if and $v.auth.enabled (not $v.auth.existingSecret) -}}
{{- fail "auth.existingSecret: needed with auth.enabled" -}}
{{- end -}}
{{- if and (ne $v.tls.clientAuth "none") (not $v.tls.existingSecret) -}}
{{- fail (printf "tls.existingSecret: needed with tls.clientAuth: %s" $v.tls.clientAuth) -}}
{{- end -}}
{{- if and $v.existingConfigMap $v.config -}}
{{- fail "existingConfigMap and config: the one takes the place of the other" -}}
{{- end -}}
{{- if $v.existingConfigMap -}}
{{- $written := list (list "extProc.enabled" $v.extProc.enabled) (list "otel.enabled" $v.otel.enabled) (list "tls.existingSecret" $v.tls.existingSecret) (list (printf "aligner.failMode: %s" $v.aligner.failMode) (ne $v.aligner.failMode "open")) (list (printf "model.source: %s" $v.model.source) (ne $v.model.source "image")) (list "model.name" $v.model.name) (list "model.digest" $v.model.digest) (list "torch.numThreads" $v.torch.numThreads) -}}
{{- range $pair := $written -}}
{{- if index $pair 1 -}}
{{- fail (printf "existingConfigMap and %s: the value would go into the application.yaml that is not the chart's (expected: it said there)" (index $pair 0)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if and $v.metrics.serviceMonitor.enabled $v.metrics.podMonitor.enabled -}}
{{- fail "metrics.serviceMonitor.enabled and metrics.podMonitor.enabled: every pod would be scraped twice" -}}
{{- end -}}
{{- if and $v.keda.triggers $v.keda.queueDepthThreshold -}}
{{- fail "keda.triggers and keda.queueDepthThreshold: the triggers take the place of the one that has it" -}}
{{- end -}}
{{- if and $v.otel.enabled (not $v.otel.endpoint) -}}
{{- fail "otel.endpoint: needed with otel.enabled" -}}
{{- end -}}
{{- range $name, $route := $v.route -}}
{{- if and $route.enabled (not $route.parentRefs) -}}
{{- fail (printf "route.%s.parentRefs: needed with route.%s.enabled" $name $name) -}}
{{- end -}}
{{- end -}}
{{- if and $v.ingress.enabled (not $v.ingress.hosts) -}}
{{- fail "ingress.hosts: needed with ingress.enabled" -}}
{{- end -}}
{{- include "aligner.validate.time" . -}}
{{- include "aligner.validate.memory" . -}}
{{- include "aligner.validate.device" . -}}
{{- include "aligner.validate.model" . -}}
{{- include "aligner.validate.gateway" . -}}
{{- if $sidecar -}}
{{- if $v.tls.existingSecret -}}
{{- fail "tls.existingSecret and mode: sidecar: nobody but the pod's own containers reaches it, over 127.0.0.1" -}}
{{- end -}}
{{- range $what := list "autoscaling" "keda" "pdb" "networkPolicy" "ingress" -}}
{{- if (get $v $what).enabled -}}
{{- fail (printf "%s.enabled and mode: sidecar: the pods are another chart's" $what) -}}
{{- end -}}
{{- end -}}
{{- range $name, $route := $v.route -}}
{{- if $route.enabled -}}
{{- fail (printf "route.%s.enabled and mode: sidecar: there is no Service to go to" $name) -}}
{{- end -}}
{{- end -}}
{{- if $v.metrics.serviceMonitor.enabled -}}
{{- fail "metrics.serviceMonitor.enabled and mode: sidecar: there is no Service (expected: metrics.podMonitor.enabled)" -}}
{{- end -}}
{{- else if ne $v.sidecar.injection "none" -}}
{{- fail (printf "sidecar.injection: %s and mode: standalone: only a sidecar is put into pods" $v.sidecar.injection) -}}
{{- end -}}
{{- if and (ne $v.sidecar.injection "none") (not $v.sidecar.native) -}}
{{- fail (printf "sidecar.injection: %s and sidecar.native: false: only an init container is put into pods" $v.sidecar.injection) -}}
{{- end -}}
{{- if and (eq $v.sidecar.injection "policy") (semverCompare "<1.34.0-0" .Capabilities.KubeVersion.Version) -}}
{{- fail (printf "sidecar.injection: policy needs Kubernetes 1.34, this is %s" .Capabilities.KubeVersion.Version) -}}
{{- end -}}
{{- end -}}

{{- define "aligner.validate.time" -}}
{{- $v := .Values -}}
{{- $needed := add $v.lifecycle.preStopSleepSeconds (include "aligner.seconds" $v.aligner.requestTimeout | int) 5 -}}
{{- if and (ne $v.mode "sidecar") (lt (int $v.terminationGracePeriodSeconds) (int $needed)) -}}
{{- fail (printf "terminationGracePeriodSeconds: %d is less than lifecycle.preStopSleepSeconds + aligner.requestTimeout + 5 = %d" (int $v.terminationGracePeriodSeconds) (int $needed)) -}}
{{- end -}}
{{- end -}}

{{- define "aligner.validate.memory" -}}
{{- $limit := dig "limits" "memory" "" .Values.resources -}}
{{- if $limit -}}
{{- $left := div (mul (include "aligner.mebibytes" $limit | int) (sub 100 (int .Values.jvm.maxRAMPercentage))) 100 -}}
{{- if lt (int $left) (int .Values.jvm.nativeMemoryReserveMi) -}}
{{- fail (printf "resources.limits.memory: %s leaves %d MiB outside a heap of jvm.maxRAMPercentage: %d, less than jvm.nativeMemoryReserveMi: %d" (toString $limit) (int $left) (int .Values.jvm.maxRAMPercentage) (int .Values.jvm.nativeMemoryReserveMi)) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "aligner.validate.device" -}}
{{- $v := .Values -}}
{{- if eq $v.device.type "cuda" -}}
{{- if and (not $v.device.gpu.dra.enabled) (lt (int $v.device.gpu.count) 1) -}}
{{- fail "device.gpu.count: 0 with device.type: cuda (expected: 1, or device.gpu.dra.enabled)" -}}
{{- end -}}
{{- if not (or $v.image.digest (contains "cuda" (lower $v.image.tag))) -}}
{{- fail (printf "device.type: cuda and image.tag: %s: that is the image for the processor (expected: a tag with cuda in it, or image.digest)" $v.image.tag) -}}
{{- end -}}
{{- else if $v.device.gpu.dra.enabled -}}
{{- fail "device.gpu.dra.enabled and device.type: cpu: there is no GPU to claim" -}}
{{- end -}}
{{- if and $v.device.gpu.dra.enabled (semverCompare "<1.34.0-0" .Capabilities.KubeVersion.Version) -}}
{{- fail (printf "device.gpu.dra.enabled needs Kubernetes 1.34, this is %s" .Capabilities.KubeVersion.Version) -}}
{{- end -}}
{{- if and (eq $v.device.type "cuda") $v.device.gpu.dra.enabled (ne $v.sidecar.injection "none") -}}
{{- fail "device.gpu.dra.enabled and sidecar.injection: a pod's claims are not put in (expected: the device plugin)" -}}
{{- end -}}
{{- end -}}

{{- define "aligner.validate.model" -}}
{{- $v := .Values -}}
{{- $source := $v.model.source -}}
{{- if and (eq $source "initContainer") (not $v.model.initContainer.command) -}}
{{- if not $v.model.initContainer.url -}}
{{- fail "model.initContainer.url: needed with model.source: initContainer" -}}
{{- end -}}
{{- if not $v.model.sha256 -}}
{{- fail "model.sha256: needed with model.source: initContainer" -}}
{{- end -}}
{{- end -}}
{{- if and $v.model.sha256 (ne $source "initContainer") -}}
{{- fail (printf "model.sha256 and model.source: %s: only what initContainer downloads is checked" $source) -}}
{{- end -}}
{{- if and $v.model.initContainer.url $v.model.initContainer.command -}}
{{- fail "model.initContainer.url and model.initContainer.command: the command takes the place of the download" -}}
{{- end -}}
{{- if and (eq $source "ociImageVolume") (semverCompare "<1.31.0-0" .Capabilities.KubeVersion.Version) -}}
{{- fail (printf "model.source: ociImageVolume needs Kubernetes 1.31, this is %s" .Capabilities.KubeVersion.Version) -}}
{{- end -}}
{{- if and (eq $source "ociImageVolume") (not $v.model.ociImageVolume.reference) -}}
{{- fail "model.ociImageVolume.reference: needed with model.source: ociImageVolume" -}}
{{- end -}}
{{- if and (eq $source "existingVolume") (not $v.model.existingVolume) -}}
{{- fail "model.existingVolume: needed with model.source: existingVolume" -}}
{{- end -}}
{{- $several := or (gt (int $v.replicaCount) 1) (include "aligner.scaled" .) -}}
{{- if and (eq $source "pvc") (not $v.model.persistence.existingClaim) $several (has "ReadWriteOnce" $v.model.persistence.accessModes) -}}
{{- fail "model.persistence.accessModes: ReadWriteOnce and more than one of replicaCount (or a scaler): the pods may be on several nodes" -}}
{{- end -}}
{{- end -}}

{{- define "aligner.validate.gateway" -}}
{{- $v := .Values -}}
{{- if and $v.extProc.enabled (ne $v.mode "sidecar") (not (or $v.extProc.sslBundle $v.networkPolicy.enabled $v.extProc.unguarded)) -}}
{{- fail "extProc.enabled without networkPolicy.enabled and extProc.sslBundle: whoever reaches the port is taken for the Envoy (expected: one of them, or extProc.unguarded where a mesh guards it)" -}}
{{- end -}}
{{- if and $v.extProc.sslBundle $v.gateway.istio.enabled -}}
{{- fail "extProc.sslBundle and gateway.istio.enabled: the filter that the chart writes has no certificate to show (expected: the mesh's own mTLS)" -}}
{{- end -}}
{{- range $plug := list "envoyGateway" "istio" -}}
{{- if and (get $v.gateway $plug).enabled (not $v.extProc.enabled) -}}
{{- fail (printf "extProc.enabled: needed with gateway.%s.enabled" $plug) -}}
{{- end -}}
{{- end -}}
{{- if and $v.gateway.envoyGateway.enabled $v.gateway.istio.enabled -}}
{{- fail "gateway.envoyGateway.enabled and gateway.istio.enabled: an answer would be corrected twice" -}}
{{- end -}}
{{- if and $v.gateway.envoyGateway.enabled (eq $v.mode "sidecar") -}}
{{- fail "gateway.envoyGateway.enabled and mode: sidecar: there is no Service to go to" -}}
{{- end -}}
{{- if and $v.gateway.envoyGateway.enabled (not $v.gateway.envoyGateway.targetRefs) -}}
{{- fail "gateway.envoyGateway.targetRefs: needed with gateway.envoyGateway.enabled" -}}
{{- end -}}
{{- if and $v.gateway.istio.enabled (not $v.gateway.istio.workloadLabels) -}}
{{- fail "gateway.istio.workloadLabels: needed with gateway.istio.enabled" -}}
{{- end -}}
{{- if and $v.gateway.inferencePool.enabled (not $v.gateway.inferencePool.endpointPicker) -}}
{{- fail "gateway.inferencePool.endpointPicker: needed with gateway.inferencePool.enabled" -}}
{{- end -}}
{{- if and $v.gateway.inferencePool.enabled (eq $v.mode "sidecar") -}}
{{- fail "gateway.inferencePool.enabled and mode: sidecar: the pods are another chart's" -}}
{{- end -}}
{{- end -}}
