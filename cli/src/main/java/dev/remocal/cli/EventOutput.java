package dev.remocal.cli;

import java.time.Instant;

/** One way to write an event down. */
@FunctionalInterface
interface EventOutput {

    void print(Instant time, CliEvent event);
}
