{{- /* Of the cluster, not of the release: a second installation would put a second sidecar into the same pods. */}}
{{- define "remocal.name" -}}
remocal-webhook
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

{{- define "remocal.metadata" -}}
name: {{ include "remocal.name" . }}
namespace: {{ .Release.Namespace }}
labels:
  {{- include "remocal.labels" . | nindent 2 }}
{{- end }}

{{- define "remocal.clusterMetadata" -}}
name: {{ include "remocal.name" . }}
labels:
  {{- include "remocal.labels" . | nindent 2 }}
{{- end }}

{{- /* The Secret that is mounted; none where the webhook makes its certificate itself. */}}
{{- define "remocal.mountedSecret" -}}
{{- if eq .Values.certificates.mode "cert-manager" }}
{{- include "remocal.name" . }}
{{- else if eq .Values.certificates.mode "secret" }}
{{- required "certificates.secretName is empty; with certificates.mode=secret it must name a Secret of type kubernetes.io/tls" .Values.certificates.secretName }}
{{- end }}
{{- end }}

{{- /* Not empty where the webhook needs a token of its ServiceAccount. */}}
{{- define "remocal.asksApiServer" -}}
{{- if or .Values.webhook.events .Values.outgoing.readNamespaces (eq .Values.certificates.mode "self") }}yes{{ end }}
{{- end }}

{{- define "remocal.sidecarImage" -}}
{{- if eq .Values.sidecar.variant "jvm" }}{{ .Values.sidecar.jvmImage }}{{ else }}{{ .Values.sidecar.image }}{{ end }}
{{- end }}

{{- /* Helm reads numbers as floats, which print a large one as 1e+09. */}}
{{- define "remocal.user" -}}
{{- if not (kindIs "invalid" .) }}{{ int64 . }}{{ end }}
{{- end }}
