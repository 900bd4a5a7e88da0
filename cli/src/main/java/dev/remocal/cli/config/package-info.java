/** What {@code remocal.yaml} and the environment say in place of flags, and where each value comes from. */
@NullMarked
package dev.remocal.cli.config;

import org.jspecify.annotations.NullMarked;
