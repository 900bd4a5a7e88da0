package dev.remocal.injector;

import java.util.Locale;

/** Every way a pod stays without a sidecar. */
public enum SkipReason {
    /** Nobody asked for it: the namespace or the pod lacks the label. The only one that nobody needs to be told. */
    NOT_OPTED_IN,
    OPTED_OUT,
    INVALID_LABEL,
    ALREADY_INJECTED,
    HOST_NETWORK,
    WINDOWS,
    MIRROR_POD,
    NAME_TAKEN,
    PORT_TAKEN,
    NOTHING_TO_CAPTURE,
    INVALID_ANNOTATION;

    /** The machine code: {@code already-injected}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
