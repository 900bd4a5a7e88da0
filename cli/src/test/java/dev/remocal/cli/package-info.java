@NullMarked
package dev.remocal.cli;

import org.jspecify.annotations.NullMarked;
