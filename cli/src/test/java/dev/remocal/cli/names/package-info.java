@NullMarked
package dev.remocal.cli.names;

import org.jspecify.annotations.NullMarked;
