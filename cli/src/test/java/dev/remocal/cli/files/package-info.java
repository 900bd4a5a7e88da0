@NullMarked
package dev.remocal.cli.files;

import org.jspecify.annotations.NullMarked;
