@NullMarked
package dev.remocal.cli.cluster;

import org.jspecify.annotations.NullMarked;
