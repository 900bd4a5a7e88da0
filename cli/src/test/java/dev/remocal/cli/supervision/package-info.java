@NullMarked
package dev.remocal.cli.supervision;

import org.jspecify.annotations.NullMarked;
