@NullMarked
package dev.remocal.cli.manifest;

import org.jspecify.annotations.NullMarked;
