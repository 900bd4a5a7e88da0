/** Every way a command can fail, with its exit code and its sentence. */
@NullMarked
package dev.remocal.cli.failure;

import org.jspecify.annotations.NullMarked;
