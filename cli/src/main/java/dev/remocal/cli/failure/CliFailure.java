package dev.remocal.cli.failure;

import java.util.List;
import java.util.Optional;

/**
 * Why a command ended without doing what it was asked for. A sentence names the object and the next step; the exit code
 * tells scripts apart what people read.
 */
public sealed interface CliFailure {

    int INTERNAL_ERROR = 1;
    int USAGE = 2;
    int NO_KUBECONFIG = 3;
    int CLUSTER_UNREACHABLE = 4;
    int NOT_ALLOWED = 5;
    int NO_SUCH_NAMESPACE = 6;
    int NO_SUCH_TARGET = 7;
    int NO_PODS = 8;
    int NO_SIDECAR = 9;
    int TARGETS_PORT_BY_NUMBER = 10;
    int PORT_UNCLEAR = 11;
    int CONFLICT = 12;
    int SESSION_REFUSED = 13;
    int SIDECAR_UNREACHABLE = 14;
    int CLUSTER_ERROR = 15;
    int UNREADABLE_MANIFEST = 16;
    int LEFT_WITHOUT_SIDECAR = 17;
    int DOCTOR_FOUND_FAILURE = 18;

    /** What a shell answers for a command it cannot find. */
    int COMMAND_NOT_STARTED = 127;

    int exitCode();

    String sentence();

    /** No kubeconfig file, or one that cannot be read. */
    record NoKubeconfig(String sentence) implements CliFailure {
        @Override
        public int exitCode() {
            return NO_KUBECONFIG;
        }
    }

    record NoSuchContext(String context, List<String> known) implements CliFailure {
        @Override
        public int exitCode() {
            return NO_KUBECONFIG;
        }

        @Override
        public String sentence() {
            return "The kubeconfig has no context '" + context + "'; choose one of "
                    + (known.isEmpty() ? "(none)" : String.join(", ", known)) + " with --context.";
        }
    }

    record ClusterUnreachable(String server, String context, String reason) implements CliFailure {
        @Override
        public int exitCode() {
            return CLUSTER_UNREACHABLE;
        }

        @Override
        public String sentence() {
            return "The cluster at " + server + " (context " + context + ") cannot be reached: " + reason
                    + "; check that it is up and that the network or VPN to it works, or choose another --context.";
        }
    }

    /** The credentials were not accepted at all. */
    record NotAuthenticated(String server, String context) implements CliFailure {
        @Override
        public int exitCode() {
            return NOT_ALLOWED;
        }

        @Override
        public String sentence() {
            return "The cluster at " + server + " does not accept the credentials of context " + context
                    + "; log in again, or choose another --context.";
        }
    }

    record NotAllowed(String verb, String resource, String namespace) implements CliFailure {
        @Override
        public int exitCode() {
            return NOT_ALLOWED;
        }

        @Override
        public String sentence() {
            String where = namespace.isEmpty() ? " in all namespaces" : " in namespace " + namespace;
            return "You are not allowed to " + verb + " " + resource + where
                    + "; ask for a role that grants '" + verb + "' on '" + resource + "'"
                    + (namespace.isEmpty() ? ", or name a namespace with -n." : " there.");
        }
    }

    record NoSuchNamespace(String namespace) implements CliFailure {
        @Override
        public int exitCode() {
            return NO_SUCH_NAMESPACE;
        }

        @Override
        public String sentence() {
            return "There is no namespace " + namespace + "; choose one of `kubectl get namespaces` with -n.";
        }
    }

    record NoSuchTarget(String target, String namespace) implements CliFailure {
        @Override
        public int exitCode() {
            return NO_SUCH_TARGET;
        }

        @Override
        public String sentence() {
            return "There is no " + target + " in namespace " + namespace
                    + "; check the name, or choose another namespace with -n.";
        }
    }

    record NoSuchContainer(String container, String pod, List<String> known) implements CliFailure {
        @Override
        public int exitCode() {
            return NO_SUCH_TARGET;
        }

        @Override
        public String sentence() {
            return "Pod " + pod + " has no container " + container + "; choose one of " + String.join(", ", known)
                    + " with --container.";
        }
    }

    /** A target exists and no pod runs behind it. */
    record NoPods(String target, String namespace, String sentence) implements CliFailure {
        public NoPods(String target, String namespace) {
            this(
                    target,
                    namespace,
                    target + " in namespace " + namespace
                            + " has no running pod; scale it up or wait for its rollout, then attach again.");
        }

        @Override
        public int exitCode() {
            return NO_PODS;
        }
    }

    /** Pods run, and none of them has the sidecar. */
    record NoSidecar(String sentence) implements CliFailure {
        @Override
        public int exitCode() {
            return NO_SIDECAR;
        }
    }

    record TargetsPortByNumber(String service, String servicePort, int number, String containerPort)
            implements CliFailure {
        @Override
        public int exitCode() {
            return TARGETS_PORT_BY_NUMBER;
        }

        @Override
        public String sentence() {
            return "svc/" + service + " sends port " + servicePort + " to the number " + number
                    + ", past the sidecar; in its manifest write 'targetPort: " + containerPort
                    + "' in place of 'targetPort: " + number + "'.";
        }
    }

    /** It cannot be told which port is meant. */
    record PortUnclear(String sentence) implements CliFailure {
        @Override
        public int exitCode() {
            return PORT_UNCLEAR;
        }
    }

    record Conflict(String pod, String message, Optional<String> owner) implements CliFailure {
        @Override
        public int exitCode() {
            return CONFLICT;
        }

        @Override
        public String sentence() {
            String who = owner.filter(name -> !message.contains(name))
                    .map(name -> " (held by " + name + ")")
                    .orElse("");
            return "Pod " + pod + " refused the session" + who + ": " + message;
        }
    }

    record SessionRefused(String pod, String code, String message) implements CliFailure {
        @Override
        public int exitCode() {
            return SESSION_REFUSED;
        }

        @Override
        public String sentence() {
            return "Pod " + pod + " refused the session (" + code + "): " + message;
        }
    }

    record SidecarUnreachable(String pod, String reason) implements CliFailure {
        @Override
        public int exitCode() {
            return SIDECAR_UNREACHABLE;
        }

        @Override
        public String sentence() {
            return "The sidecar of pod " + pod + " cannot be reached: " + reason + "; look at it with `kubectl logs "
                    + pod + " -c remocal`.";
        }
    }

    /** The API server answered with something else than what was asked for. */
    record ClusterError(String server, String message) implements CliFailure {
        @Override
        public int exitCode() {
            return CLUSTER_ERROR;
        }

        @Override
        public String sentence() {
            return "The cluster at " + server + " answered: " + message;
        }
    }

    /** A file of {@code -f} that is not there or may not be read. */
    record NoManifest(String source, String reason) implements CliFailure {
        @Override
        public int exitCode() {
            return UNREADABLE_MANIFEST;
        }

        @Override
        public String sentence() {
            return source + " cannot be read: " + reason + "; check -f, or pass the manifest on stdin with -f -.";
        }
    }

    /**
     * A manifest that cannot be understood.
     *
     * @param line from 1; 0 where it cannot be told
     */
    record UnreadableManifest(String source, String format, int line, String problem) implements CliFailure {
        @Override
        public int exitCode() {
            return UNREADABLE_MANIFEST;
        }

        @Override
        public String sentence() {
            String place = line > 0 ? " (line " + line + ")" : "";
            String next = problem.contains("{") || problem.contains("%")
                    ? "; if it is a template, render it first, with `helm template` say."
                    : "; correct it, and check it with `kubectl apply --dry-run=client -f`.";
            return source + " is not " + format + place + ": " + problem + next;
        }
    }

    record NotCopied(String path, String container, String pod, String reason) implements CliFailure {
        @Override
        public int exitCode() {
            return INTERNAL_ERROR;
        }

        @Override
        public String sentence() {
            return path + " of container " + container + " in pod " + pod + " cannot be copied: " + reason
                    + "; check the path, and that the container has tar.";
        }
    }

    /** A folder that is to be filled and emptied has somebody's files in it. */
    record FolderInUse(String folder) implements CliFailure {
        @Override
        public int exitCode() {
            return INTERNAL_ERROR;
        }

        @Override
        public String sentence() {
            return folder + " has other files in it; choose a folder that is empty or does not exist.";
        }
    }

    record NotWritten(String file, String reason) implements CliFailure {
        @Override
        public int exitCode() {
            return INTERNAL_ERROR;
        }

        @Override
        public String sentence() {
            return file + " cannot be written: " + reason + "; choose another place.";
        }
    }

    /** {@code remocal.yaml} cannot be read, or has not got what is asked for. */
    record WrongConfiguration(String problem) implements CliFailure {
        @Override
        public int exitCode() {
            return USAGE;
        }

        @Override
        public String sentence() {
            return problem + ".";
        }
    }

    record CommandNotStarted(String command, String reason) implements CliFailure {
        @Override
        public int exitCode() {
            return COMMAND_NOT_STARTED;
        }

        @Override
        public String sentence() {
            return "The command '" + command + "' cannot be started: " + reason + ".";
        }
    }
}
