package dev.remocal.injector;

import java.util.List;

/** A way for the sidecar to get in front of one port of the app. */
sealed interface Capture permits Renumbering, Shift, Redirect {

    /** One for each name of the port, and at least one. */
    List<CapturedPort> ports();

    void apply(PodDraft draft);
}
