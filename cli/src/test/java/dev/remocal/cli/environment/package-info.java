@NullMarked
package dev.remocal.cli.environment;

import org.jspecify.annotations.NullMarked;
