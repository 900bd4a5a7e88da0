/** What {@code remocal doctor} makes of what was read: facts in, findings out, without any input or output of its own. */
@NullMarked
package dev.remocal.cli.doctor;

import org.jspecify.annotations.NullMarked;
