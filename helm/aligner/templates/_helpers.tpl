{{- define "aligner.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "aligner.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- else if contains (include "aligner.name" .) .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "aligner.name" .) | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "aligner.namespace" -}}
{{- default .Release.Namespace .Values.namespaceOverride -}}
{{- end -}}

{{- define "aligner.selectorLabels" -}}
app.kubernetes.io/name: {{ include "aligner.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "aligner.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "aligner.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/component: corrector
app.kubernetes.io/part-of: aligner
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* metadata of an object: dict "root" $ ["name" suffix] ["labels" map] ["annotations" map] */}}
{{- define "aligner.metadata" -}}
name: {{ include "aligner.fullname" .root }}{{ with .name }}-{{ . }}{{ end }}
namespace: {{ include "aligner.namespace" .root }}
labels:
  {{- include "aligner.labels" .root | nindent 2 }}
  {{- with .labels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with mustMerge (dict) (default dict .annotations) .root.Values.commonAnnotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "aligner.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "aligner.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "aligner.image" -}}
{{- $image := .Values.image -}}
{{- with default .Values.global.imageRegistry $image.registry }}{{ . }}/{{ end -}}
{{- $image.repository -}}
{{- if $image.digest }}@{{ $image.digest }}{{ else }}:{{ $image.tag }}{{ end -}}
{{- end -}}

{{- define "aligner.imagePullSecrets" -}}
{{- with concat (default list .Values.global.imagePullSecrets) .Values.imagePullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ kindIs "map" . | ternary . (dict "name" .) | dig "name" "" }}
  {{- end }}
{{- end }}
{{- end -}}

{{- define "aligner.configMapName" -}}
{{- default (include "aligner.fullname" .) .Values.existingConfigMap -}}
{{- end -}}

{{/* seconds of a duration: 45s, 2m */}}
{{- define "aligner.seconds" -}}
{{- if hasSuffix "m" . -}}
{{- mul 60 (trimSuffix "m" . | int) -}}
{{- else -}}
{{- trimSuffix "s" . | int -}}
{{- end -}}
{{- end -}}

{{/* MiB of a quantity of memory: 1536Mi, 2Gi, 1500M, 2G, or bytes */}}
{{- define "aligner.mebibytes" -}}
{{- $quantity := toString . -}}
{{- $number := regexFind "^[0-9.]+" $quantity | float64 -}}
{{- $unit := regexFind "[A-Za-z]*$" $quantity -}}
{{- $bytes := get (dict "Ki" 1024.0 "Mi" 1048576.0 "Gi" 1073741824.0 "Ti" 1099511627776.0 "k" 1e3 "M" 1e6 "G" 1e9 "T" 1e12 "" 1.0) $unit -}}
{{- divf (mulf $number $bytes) 1048576.0 | floor | int -}}
{{- end -}}

{{/* the model's files in the container; empty where they are the image's */}}
{{- define "aligner.modelPath" -}}
{{- if ne .Values.model.source "image" -}}
{{- .Values.model.path }}{{ with .Values.model.subPath }}/{{ . }}{{ end -}}
{{- end -}}
{{- end -}}

{{/* whether something else says how many pods there are */}}
{{- define "aligner.scaled" -}}
{{- if or .Values.autoscaling.enabled .Values.keda.enabled }}true{{ end -}}
{{- end -}}

{{/* a warm pod has cost a minute: it goes only after five quiet ones */}}
{{- define "aligner.slowScaleDown" -}}
scaleDown:
  stabilizationWindowSeconds: 300
  policies:
    - type: Pods
      value: 1
      periodSeconds: 60
{{- end -}}

{{/* a fifth more than the service's own deadline, so that the original is back in time; at least a second more */}}
{{- define "aligner.messageTimeout" -}}
{{- $deadline := include "aligner.seconds" .Values.extProc.deadline | int -}}
{{- add $deadline (max 1 (div (add $deadline 4) 5)) }}s
{{- end -}}
