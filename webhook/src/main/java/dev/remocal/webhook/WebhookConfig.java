package dev.remocal.webhook;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Everything that can be set on the webhook; the chart sets it through the environment. */
@ConfigMapping(prefix = "remocal")
public interface WebhookConfig {

    /** Address of both ports. Environment: REMOCAL_HOST. */
    @WithDefault("0.0.0.0")
    String host();

    /** Port that the API server calls, with TLS, 1 to 65535. Environment: REMOCAL_PORT. */
    @WithDefault("8443")
    @WithConverter(Converters.Port.class)
    int port();

    /** Port of health and metrics, without TLS, 1 to 65535, another than the API server calls. Environment: REMOCAL_MANAGEMENT_PORT. */
    @WithDefault("14051")
    @WithConverter(Converters.Port.class)
    int managementPort();

    /** Namespace that the webhook runs in; needed where it makes its certificates itself. Environment: REMOCAL_NAMESPACE. */
    @WithConverter(Converters.ObjectName.class)
    Optional<String> namespace();

    /** Who makes the certificate. */
    Certificates certificates();

    /** The certificate in files. */
    Tls tls();

    /** Events at the owners of pods. */
    Events events();

    /** What is put into pods. */
    Sidecar sidecar();

    /** What pods may ask for beyond what needs no privilege. */
    Capture capture();

    /** What developers may reach from inside pods. */
    Outgoing outgoing();

    /** What developers may reach from inside pods. */
    interface Outgoing {

        /**
         * Whether the annotation remocal.dev/outgoing of a pod's namespace holds beside that of the pod; it takes the right to get
         * namespaces and a service account token. Where it is true and a namespace cannot be read, developers reach nothing.
         * Environment: REMOCAL_OUTGOING_READ_NAMESPACES.
         */
        @WithDefault("true")
        @WithConverter(Converters.YesOrNo.class)
        boolean readNamespaces();
    }

    /** Capture with a privilege. */
    interface Capture {

        /** Whether pods may ask for remocal.dev/capture=iptables, with NET_ADMIN. Environment: REMOCAL_CAPTURE_IPTABLES. */
        @WithDefault("false")
        @WithConverter(Converters.YesOrNo.class)
        boolean iptables();

        /** Image with sh and iptables, needed where iptables is true. Environment: REMOCAL_CAPTURE_IPTABLES_IMAGE. */
        Optional<String> iptablesImage();
    }

    /** Events at the owners of pods. */
    interface Events {

        /**
         * Whether they are written; it takes the right to create events and a service account token. Environment:
         * REMOCAL_EVENTS_ENABLED.
         */
        @WithDefault("false")
        @WithConverter(Converters.YesOrNo.class)
        boolean enabled();
    }

    /** Who makes the certificate that the API server sees. */
    interface Certificates {

        /** What is allowed. */
        enum Mode {
            /** The webhook makes and renews it. */
            SELF,
            /** Somebody else does, and it is in files. */
            FILES
        }

        /** self or files. Environment: REMOCAL_CERTIFICATES_MODE. */
        @WithDefault("files")
        @WithConverter(Converters.CertificatesMode.class)
        Mode mode();

        /** Secret that keeps authority and certificate. Environment: REMOCAL_CERTIFICATES_SECRET. */
        @WithDefault("remocal-webhook")
        @WithConverter(Converters.ObjectName.class)
        String secret();

        /** Service that the API server calls; the certificate is for its name. Environment: REMOCAL_CERTIFICATES_SERVICE. */
        @WithDefault("remocal-webhook")
        @WithConverter(Converters.ObjectName.class)
        String service();

        /**
         * MutatingWebhookConfiguration that is to trust the certificate. Environment:
         * REMOCAL_CERTIFICATES_WEBHOOK_CONFIGURATION.
         */
        @WithDefault("remocal-webhook")
        @WithConverter(Converters.ObjectName.class)
        String webhookConfiguration();

        /** How long a certificate is valid, 10m to 2160h in whole h, m or s. Environment: REMOCAL_CERTIFICATES_LIFETIME. */
        @WithDefault("24h")
        @WithConverter(Converters.Lifetime.class)
        Duration lifetime();
    }

    /** The certificate in files, where somebody else makes it. */
    interface Tls {

        /** PEM file of the certificate and its chain. Environment: REMOCAL_TLS_CERTIFICATE. */
        @WithDefault("/etc/remocal/tls/tls.crt")
        Path certificate();

        /** PEM file of the private key. Environment: REMOCAL_TLS_KEY. */
        @WithDefault("/etc/remocal/tls/tls.key")
        Path key();

        /** How often both files are read again, in whole seconds, 1s and above. Environment: REMOCAL_TLS_RELOAD_PERIOD. */
        @WithDefault("30s")
        @WithConverter(Converters.Period.class)
        Duration reloadPeriod();
    }

    /** The sidecar as it is put into pods. */
    interface Sidecar {

        /** Its image; there is no default. Environment: REMOCAL_SIDECAR_IMAGE. */
        String image();

        /** Image for pods with the annotation remocal.dev/sidecar=native; unset refuses it. Environment: REMOCAL_SIDECAR_NATIVE_IMAGE. */
        Optional<String> nativeImage();

        /** The same for remocal.dev/sidecar=jvm. Environment: REMOCAL_SIDECAR_JVM_IMAGE. */
        Optional<String> jvmImage();

        /** Always, IfNotPresent or Never; unset leaves it to Kubernetes. Environment: REMOCAL_SIDECAR_IMAGE_PULL_POLICY. */
        Optional<String> imagePullPolicy();

        /** What the scheduler sets aside; an idle sidecar takes less than this. Environment: REMOCAL_SIDECAR_CPU_REQUEST. */
        @WithDefault("10m")
        String cpuRequest();

        /** Its event loops use one core; more is never needed. Environment: REMOCAL_SIDECAR_CPU_LIMIT. */
        @WithDefault("1")
        String cpuLimit();

        /** Resident memory of a sidecar under load. Environment: REMOCAL_SIDECAR_MEMORY_REQUEST. */
        @WithDefault("96Mi")
        String memoryRequest();

        /** All that its flags allow to heap, metaspace, code and direct buffers. Environment: REMOCAL_SIDECAR_MEMORY_LIMIT. */
        @WithDefault("256Mi")
        String memoryLimit();

        /**
         * User of the sidecar where the pod sets none, 1 or more; empty leaves it to the image, or to the platform
         * (OpenShift). Environment: REMOCAL_SIDECAR_RUN_AS_USER.
         */
        @WithDefault("65532")
        OptionalLong runAsUser();
    }
}
