@NullMarked
package dev.remocal.cli.failure;

import org.jspecify.annotations.NullMarked;
