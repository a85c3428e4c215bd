{{/* A value as an expression of CEL. Its maps and lists may not hold several types, but anything is a dyn. */}}
{{- define "aligner.cel" -}}
{{- if kindIs "map" . -}}
{ {{- range $index, $key := keys . | sortAlpha }}{{ if $index }}, {{ end }}{{ toJson $key }}: dyn({{ include "aligner.cel" (get $ $key) }}){{ end -}} }
{{- else if kindIs "slice" . -}}
[ {{- range $index, $element := . }}{{ if $index }}, {{ end }}dyn({{ include "aligner.cel" $element }}){{ end -}} ]
{{- else -}}
{{ toJson . }}
{{- end -}}
{{- end -}}
