package dev.remocal.cli.doctor;

/** How good or bad a finding is. */
public enum Level {
    OK,
    WARN,
    FAIL,
    /** Not looked at, and why. */
    SKIP
}
