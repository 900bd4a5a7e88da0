@NullMarked
package dev.remocal.cli.doctor;

import org.jspecify.annotations.NullMarked;
