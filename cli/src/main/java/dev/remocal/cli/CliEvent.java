package dev.remocal.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.remocal.cli.cluster.PortMapping;
import dev.remocal.cli.environment.Withheld;
import dev.remocal.cli.names.Rewritten;
import dev.remocal.protocol.Filter;
import dev.remocal.protocol.Mode;
import dev.remocal.protocol.OnFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code remocal attach} tells: with {@code -o json} one of these a line, as an object with its kind in
 * {@code event}, the time in {@code time} (ISO 8601, UTC) and the fields below. Fields may be added, never renamed.
 * Every pod is a pod's name; {@code path} is the request target as sent, cut at 512 characters.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
    @JsonSubTypes.Type(value = CliEvent.Planned.class, name = "planned"),
    @JsonSubTypes.Type(value = CliEvent.Attached.class, name = "attached"),
    @JsonSubTypes.Type(value = CliEvent.PodAttached.class, name = "pod-attached"),
    @JsonSubTypes.Type(value = CliEvent.PodLost.class, name = "pod-lost"),
    @JsonSubTypes.Type(value = CliEvent.PodRefused.class, name = "pod-refused"),
    @JsonSubTypes.Type(value = CliEvent.PodGone.class, name = "pod-gone"),
    @JsonSubTypes.Type(value = CliEvent.Request.class, name = "request"),
    @JsonSubTypes.Type(value = CliEvent.Connection.class, name = "connection"),
    @JsonSubTypes.Type(value = CliEvent.Fallback.class, name = "fallback"),
    @JsonSubTypes.Type(value = CliEvent.Dropped.class, name = "dropped"),
    @JsonSubTypes.Type(value = CliEvent.Preempted.class, name = "preempted"),
    @JsonSubTypes.Type(value = CliEvent.Opaque.class, name = "opaque"),
    @JsonSubTypes.Type(value = CliEvent.Environment.class, name = "environment"),
    @JsonSubTypes.Type(value = CliEvent.Outgoing.class, name = "outgoing"),
    @JsonSubTypes.Type(value = CliEvent.NotConnected.class, name = "not-connected"),
    @JsonSubTypes.Type(value = CliEvent.Files.class, name = "files"),
    @JsonSubTypes.Type(value = CliEvent.FilesChanged.class, name = "files-changed"),
    @JsonSubTypes.Type(value = CliEvent.FilesNotRead.class, name = "files-not-read"),
    @JsonSubTypes.Type(value = CliEvent.LocalPortClosed.class, name = "local-port-closed"),
    @JsonSubTypes.Type(value = CliEvent.CommandExited.class, name = "command-exited"),
    @JsonSubTypes.Type(value = CliEvent.ProcessesLeft.class, name = "processes-left"),
    @JsonSubTypes.Type(value = CliEvent.Finishing.class, name = "finishing"),
    @JsonSubTypes.Type(value = CliEvent.Detached.class, name = "detached"),
})
@JsonInclude(JsonInclude.Include.NON_NULL)
sealed interface CliEvent {

    /** What a session is about. With mode none, which needs no session, what belongs to one is null. */
    record Terms(
            @Nullable String session,
            String target,
            String namespace,
            String context,
            AttachMode mode,
            @Nullable Filter filter,
            @Nullable String key,
            String owner,
            @Nullable OnFailure onFailure,
            @Nullable Double samplePercent,
            List<PortMapping> ports,
            List<String> pods) {}

    /** What would be done, with {@code --dry-run}. */
    record Planned(Terms terms) implements CliEvent {}

    /**
     * The session takes requests on all pods that were there.
     *
     * @param pods number of pods attached
     * @param millis since the command began its work
     */
    record Attached(Terms terms, int pods, long millis) implements CliEvent {}

    /** A pod came, or came back. */
    record PodAttached(String pod) implements CliEvent {}

    record PodLost(String pod, String reason, long retryMillis) implements CliEvent {}

    record PodRefused(String pod, String code, String message) implements CliEvent {}

    record PodGone(String pod) implements CliEvent {}

    /** A request of the session has been answered; no status where it ended without an answer. */
    record Request(
            String pod,
            long number,
            int port,
            Mode mode,
            String method,
            String path,
            @Nullable Integer status,
            long durationMillis)
            implements CliEvent {}

    /** A connection that carries no HTTP, and was the session's as a whole, has ended. */
    record Connection(
            String pod, long number, int port, Mode mode, long bytesToLocal, long bytesFromLocal, long durationMillis)
            implements CliEvent {}

    /** A diverted request was served by the cluster; no method and path where it was a whole connection. */
    record Fallback(
            String pod,
            long number,
            int port,
            @Nullable String method,
            @Nullable String path,
            String code,
            String message)
            implements CliEvent {}

    /** Copies or events were given up; {@code total} counts from the session's begin on this pod. */
    record Dropped(String pod, String code, String message, long total) implements CliEvent {}

    /** A request went to a colleague's earlier session. */
    record Preempted(String pod, int port, String method, String path, String owner, String message)
            implements CliEvent {}

    /** A connection could not be followed and is the cluster's. */
    record Opaque(String pod, int port, String code, String message) implements CliEvent {}

    /** Nothing listens on a local port; requests fall back until something does. */
    record LocalPortClosed(int port, String message) implements CliEvent {}

    /**
     * What the command gets of a container's environment; no values.
     *
     * @param pod and {@code container} are empty with {@code --no-env}
     * @param variables how many are given to the command
     * @param secrets how many of them have values from Secrets
     * @param keptOwn names for which the laptop's own values are kept
     */
    record Environment(
            String pod, String container, int variables, int secrets, List<String> keptOwn, List<Withheld> withheld)
            implements CliEvent {}

    /**
     * How the command reaches the cluster.
     *
     * @param pod through which
     * @param redirected whether its connections are redirected as it makes them
     * @param names how many hosts it finds by name; more where connections are redirected
     * @param ownProxies whether this machine's own proxy settings were left to the command
     * @param rewritten variables that lead elsewhere here
     * @param notes what is not as the pod has it
     */
    record Outgoing(
            String pod,
            boolean redirected,
            int names,
            @Nullable String socksProxy,
            @Nullable String httpProxy,
            boolean ownProxies,
            List<Rewritten.Row> rewritten,
            List<String> notes)
            implements CliEvent {}

    /** A connection of the command to the cluster was not made; the same again is told after 10 s. */
    record NotConnected(String destination, String code, String message) implements CliEvent {}

    /**
     * A container's files have been written.
     *
     * @param root the folder below which they are
     * @param files how many, without those copied by path
     * @param elsewhere paths of mounts that the API knows nothing of, and that were not copied
     */
    record Files(String pod, String container, String root, int files, List<Withheld> withheld, List<String> elsewhere)
            implements CliEvent {}

    /** The files of these mounts are new ones. */
    record FilesChanged(List<String> mounts) implements CliEvent {}

    /** The files are as they were, and are read again. */
    record FilesNotRead(String message) implements CliEvent {}

    record CommandExited(int exitCode) implements CliEvent {}

    /** Processes that the command has started go on, and can make no connections from now on. */
    record ProcessesLeft(List<Long> pids) implements CliEvent {}

    /** The session takes no new requests and waits for those under way; what takes longer is cut off. */
    record Finishing(int exchanges, long limitMillis) implements CliEvent {}

    /**
     * The session is over.
     *
     * @param reason {@code interrupted}, {@code command-exited} or {@code failed}
     * @param unprinted events left out because the output was too slow
     */
    record Detached(String reason, long requests, long fallbacks, long millis, long unprinted) implements CliEvent {}
}
