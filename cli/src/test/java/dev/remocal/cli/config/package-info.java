@NullMarked
package dev.remocal.cli.config;

import org.jspecify.annotations.NullMarked;
