{{- define "remocal.name" -}}
{{ .Release.Name | trunc 50 | trimSuffix "-" }}-webhook
{{- end }}

{{- define "remocal.selector" -}}
app.kubernetes.io/name: remocal-webhook
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "remocal.labels" -}}
{{ include "remocal.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: remocal
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}
