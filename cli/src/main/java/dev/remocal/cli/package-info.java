/**
 * The commands: what the user types ({@code …Command}), what that means ({@link dev.remocal.cli.FilterFlags}, {@link
 * dev.remocal.cli.AttachPlan}), what happens ({@link dev.remocal.cli.Attach}), and what the user is told
 * ({@link dev.remocal.cli.CliEvent} and its two outputs).
 */
@NullMarked
package dev.remocal.cli;

import org.jspecify.annotations.NullMarked;
