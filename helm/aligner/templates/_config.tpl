{{/* application.yaml: what the typed values say, and over it `config` */}}
{{- define "aligner.config" -}}
{{- $config := mustMergeOverwrite (include "aligner.configFromValues" . | fromYaml) (deepCopy .Values.config) -}}
{{- range $name, $route := dig "aligner" "routes" (dict) $config -}}
{{- if not (hasKey $route "on-failure") -}}
{{- $_ := set $route "on-failure" $.Values.aligner.failMode -}}
{{- end -}}
{{- end -}}
{{- toYaml $config -}}
{{- end -}}

{{- define "aligner.configFromValues" -}}
server:
  port: {{ .Values.service.port }}
  {{- if .Values.tls.existingSecret }}
  ssl:
    bundle: aligner-http
    client-auth: {{ .Values.tls.clientAuth }}
  {{- end }}
spring:
  {{- if .Values.tls.existingSecret }}
  ssl:
    bundle:
      pem:
        aligner-http:
          reload-on-update: true
          keystore:
            certificate: file:/etc/aligner/tls/tls.crt
            private-key: file:/etc/aligner/tls/tls.key
          {{- if ne .Values.tls.clientAuth "none" }}
          truststore:
            certificate: file:/etc/aligner/tls/ca.crt
          {{- end }}
  {{- end }}
  lifecycle:
    timeout-per-shutdown-phase: {{ include "aligner.seconds" .Values.aligner.requestTimeout }}s
management:
  server:
    port: {{ .Values.service.managementPort }}
    {{- if .Values.tls.existingSecret }}
    # what scrapes and probes has no certificate
    ssl:
      enabled: false
    {{- end }}
  endpoints:
    web:
      exposure:
        include: health,info,prometheus
  {{- if .Values.otel.enabled }}
  otlp:
    metrics:
      export:
        enabled: true
        url: {{ .Values.otel.endpoint }}/v1/metrics
  tracing:
    export:
      otlp:
        enabled: true
    sampling:
      probability: {{ .Values.otel.sampler }}
  opentelemetry:
    tracing:
      export:
        otlp:
          endpoint: {{ .Values.otel.endpoint }}/v1/traces
  {{- end }}
aligner:
  engine:
    slots: {{ .Values.aligner.slots }}
    queue-capacity: {{ .Values.aligner.queueCapacity }}
    context-tokens: {{ .Values.aligner.contextTokens }}
  deadline:
    default: {{ .Values.aligner.requestTimeout }}
    max: {{ .Values.aligner.requestTimeout }}
  {{- $path := include "aligner.modelPath" . }}
  {{- if or $path .Values.model.name .Values.model.digest .Values.torch.numThreads }}
  model:
    {{- with $path }}
    path: {{ . }}
    {{- end }}
    {{- with .Values.model.name }}
    id: {{ . | quote }}
    {{- end }}
    {{- with .Values.model.digest }}
    sha256: {{ . | quote }}
    {{- end }}
    {{- with .Values.torch.numThreads }}
    threads: {{ . }}
    {{- end }}
  {{- end }}
  {{- if .Values.extProc.enabled }}
  ext-proc:
    port: {{ .Values.service.grpcPort }}
    address: {{ eq .Values.mode "sidecar" | ternary "127.0.0.1" "0.0.0.0" }}
    deadline: {{ .Values.extProc.deadline }}
    on-failure: {{ .Values.aligner.failMode }}
    {{- with .Values.extProc.sslBundle }}
    ssl-bundle: {{ . }}
    {{- end }}
  {{- end }}
{{- end -}}
