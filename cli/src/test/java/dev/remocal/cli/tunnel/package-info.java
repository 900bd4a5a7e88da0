@NullMarked
package dev.remocal.cli.tunnel;

import org.jspecify.annotations.NullMarked;
