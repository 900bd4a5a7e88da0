package dev.remocal.sidecar.proxy;

/** Written to a channel that has no socket of its own, half-closes it after all that was written before. */
public enum EndOfStream {
    INSTANCE
}
