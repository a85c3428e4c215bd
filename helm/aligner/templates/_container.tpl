{{/* the service's container: dict "root" $ "sidecar" bool */}}
{{- define "aligner.container" -}}
{{- $root := .root -}}
{{- $values := .root.Values -}}
name: aligner
image: {{ include "aligner.image" $root }}
imagePullPolicy: {{ $values.image.pullPolicy }}
{{- if and .sidecar $values.sidecar.native }}
restartPolicy: Always
{{- end }}
securityContext:
  {{- toYaml $values.securityContext | nindent 2 }}
env:
  - name: JDK_JAVA_OPTIONS
    value: -XX:MaxRAMPercentage={{ $values.jvm.maxRAMPercentage }}{{ with $values.jvm.extraOpts }} {{ . }}{{ end }}
  - name: SPRING_CONFIG_ADDITIONAL_LOCATION
    value: file:/etc/aligner/config/
  {{- if $values.auth.enabled }}
  # not in application.yaml: with another's ConfigMap the service would be open
  - name: ALIGNER_SECURITY_KEYSFILE
    value: /etc/aligner/keys/{{ $values.auth.existingSecretKey }}
  {{- end }}
  {{- if dig "limits" "cpu" "" $values.resources }}
  # libtorch would count the node's processors
  - name: OMP_NUM_THREADS
    valueFrom:
      resourceFieldRef:
        containerName: aligner
        resource: limits.cpu
        divisor: "1"
  {{- end }}
  {{- with $values.extraEnv }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with $values.extraEnvFrom }}
envFrom:
  {{- toYaml . | nindent 2 }}
{{- end }}
ports:
  - name: http
    containerPort: {{ $values.service.port }}
    protocol: TCP
  - name: management
    containerPort: {{ $values.service.managementPort }}
    protocol: TCP
  {{- if and $values.extProc.enabled (not .sidecar) }}
  - name: grpc
    containerPort: {{ $values.service.grpcPort }}
    protocol: TCP
  {{- end }}
startupProbe:
  {{- include "aligner.probe" (dict "tls" $values.tls "probe" $values.startupProbe) | nindent 2 }}
readinessProbe:
  {{- include "aligner.probe" (dict "tls" $values.tls "probe" $values.readinessProbe) | nindent 2 }}
livenessProbe:
  {{- include "aligner.probe" (dict "tls" $values.tls "probe" $values.livenessProbe) | nindent 2 }}
lifecycle:
  preStop:
    sleep:
      seconds: {{ .sidecar | ternary $values.sidecar.preStopSleepSeconds $values.lifecycle.preStopSleepSeconds }}
resources:
  {{- include "aligner.resources" $root | nindent 2 }}
volumeMounts:
  - name: aligner-tmp
    mountPath: /tmp
  - name: aligner-config
    mountPath: /etc/aligner/config
    readOnly: true
  {{- if $values.auth.enabled }}
  - name: aligner-keys
    mountPath: /etc/aligner/keys
    readOnly: true
  {{- end }}
  {{- if $values.tls.existingSecret }}
  - name: aligner-tls
    mountPath: /etc/aligner/tls
    readOnly: true
  {{- end }}
  {{- if ne $values.model.source "image" }}
  - name: aligner-model
    mountPath: {{ $values.model.path }}
    readOnly: true
  {{- end }}
  {{- with $values.extraVolumeMounts }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end -}}

{{/* a probe of the port that may speak TLS, and may want a certificate, which the kubelet has not: dict "tls" "probe" */}}
{{- define "aligner.probe" -}}
{{- $probe := deepCopy .probe -}}
{{- if and .tls.existingSecret (eq (toString (dig "httpGet" "port" "" $probe)) "http") -}}
{{- if eq .tls.clientAuth "need" -}}
{{- $path := eq $probe.httpGet.path "/livez" | ternary "liveness" "readiness" -}}
{{- $_ := set $probe "httpGet" (dict "path" (printf "/actuator/health/%s" $path) "port" "management") -}}
{{- else -}}
{{- $_ := set $probe.httpGet "scheme" "HTTPS" -}}
{{- end -}}
{{- end -}}
{{- toYaml $probe -}}
{{- end -}}

{{- define "aligner.resources" -}}
{{- $resources := deepCopy .Values.resources -}}
{{- if eq .Values.device.type "cuda" -}}
{{- if .Values.device.gpu.dra.enabled -}}
{{- $_ := set $resources "claims" (list (dict "name" "gpu")) -}}
{{- else -}}
{{- $gpus := dict .Values.device.gpu.resourceName (toString .Values.device.gpu.count) -}}
{{- $_ := set $resources "limits" (merge $gpus (default dict $resources.limits)) -}}
{{- $_ := set $resources "requests" (merge (deepCopy $gpus) (default dict $resources.requests)) -}}
{{- end -}}
{{- end -}}
{{- toYaml $resources -}}
{{- end -}}

{{/* the volumes behind the container's mounts */}}
{{- define "aligner.volumes" -}}
- name: aligner-tmp
  emptyDir:
    sizeLimit: {{ .Values.tmpSizeLimit }}
- name: aligner-config
  configMap:
    name: {{ include "aligner.configMapName" . }}
{{- if .Values.auth.enabled }}
- name: aligner-keys
  secret:
    secretName: {{ .Values.auth.existingSecret }}
    items:
      - key: {{ .Values.auth.existingSecretKey }}
        path: {{ .Values.auth.existingSecretKey }}
{{- end }}
{{- with .Values.tls.existingSecret }}
- name: aligner-tls
  secret:
    secretName: {{ . }}
{{- end }}
{{- if ne .Values.model.source "image" }}
- name: aligner-model
  {{- include "aligner.modelVolume" . | nindent 2 }}
{{- end }}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "aligner.modelVolume" -}}
{{- if eq .Values.model.source "pvc" -}}
persistentVolumeClaim:
  claimName: {{ default (printf "%s-model" (include "aligner.fullname" .)) .Values.model.persistence.existingClaim }}
  readOnly: true
{{- else if eq .Values.model.source "ociImageVolume" -}}
image:
  reference: {{ .Values.model.ociImageVolume.reference }}
  pullPolicy: {{ .Values.model.ociImageVolume.pullPolicy }}
{{- else if eq .Values.model.source "initContainer" -}}
emptyDir:
  sizeLimit: {{ .Values.model.initContainer.sizeLimit }}
{{- else -}}
{{- toYaml .Values.model.existingVolume -}}
{{- end -}}
{{- end -}}

{{/* downloads the model, under another name until its digest is right */}}
{{- define "aligner.modelInitContainer" -}}
{{- $download := .Values.model.initContainer -}}
name: aligner-model
image: {{ $download.image }}
securityContext:
  {{- toYaml (default .Values.securityContext $download.securityContext) | nindent 2 }}
{{- if $download.command }}
command:
  {{- toYaml $download.command | nindent 2 }}
{{- with $download.args }}
args:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- else }}
command: [sh, -ec]
args:
  - |
    cd "$MODEL_DIRECTORY"
    rm -rf .part
    mkdir .part
    curl --fail --silent --show-error --location --retry 5 --output .part/file "$MODEL_URL"
    echo "$MODEL_SHA256  .part/file" | sha256sum -c -
    # a signed address has a query, which is no part of the name
    name=${MODEL_URL%%[?#]*}
    case "$name" in
      *.tar.gz) tar -xzf .part/file -C "$MODEL_DIRECTORY" ;;
      *) mv .part/file "${name##*/}" ;;
    esac
    rm -rf .part
{{- end }}
env:
  - name: MODEL_DIRECTORY
    value: {{ .Values.model.path }}
  - name: MODEL_URL
    value: {{ $download.url | quote }}
  - name: MODEL_SHA256
    value: {{ .Values.model.sha256 | quote }}
  {{- with $download.env }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with $download.envFrom }}
envFrom:
  {{- toYaml . | nindent 2 }}
{{- end }}
resources:
  {{- toYaml $download.resources | nindent 2 }}
volumeMounts:
  - name: aligner-model
    mountPath: {{ .Values.model.path }}
{{- end -}}
