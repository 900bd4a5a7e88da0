@NullMarked
package dev.remocal.cli.dns;

import org.jspecify.annotations.NullMarked;
