{{/*
For other charts, which have this one as a dependency in the mode `sidecar`. Each takes the chart's own scope:
  spec:
    initContainers:
      {{- include "aligner.sidecar.container" .Subcharts.aligner | nindent 6 }}
    volumes:
      {{- include "aligner.sidecar.volumes" .Subcharts.aligner | nindent 6 }}
There is nothing to mount into the application: the two talk over 127.0.0.1.
*/}}
{{- define "aligner.sidecar.container" -}}
{{- if eq .Values.model.source "initContainer" -}}
- {{- include "aligner.modelInitContainer" . | nindent 2 }}
{{ end -}}
- {{- include "aligner.container" (dict "root" . "sidecar" true) | nindent 2 }}
{{- end -}}

{{- define "aligner.sidecar.volumes" -}}
{{- include "aligner.volumes" . -}}
{{- end -}}

{{/* for the pod's annotations: another configuration is another pod */}}
{{- define "aligner.sidecar.annotations" -}}
checksum/aligner: {{ include "aligner.config" . | sha256sum }}
{{- end -}}
