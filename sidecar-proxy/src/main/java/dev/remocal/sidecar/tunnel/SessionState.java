package dev.remocal.sidecar.tunnel;

import io.netty.util.concurrent.Future;

/** Where a session stands; each state offers only the transitions that are legal from it. */
sealed interface SessionState {

    /** Has its place and takes no traffic; the deadline ends it when nobody activates it. */
    record Admitted(Future<?> deadline) implements SessionState {

        Active activate() {
            deadline.cancel(false);
            return new Active();
        }

        Ended end() {
            deadline.cancel(false);
            return new Ended();
        }
    }

    /** Is in the route table. */
    record Active() implements SessionState {

        Ended end() {
            return new Ended();
        }
    }

    /** Final. */
    record Ended() implements SessionState {}
}
