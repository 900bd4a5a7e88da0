@NullMarked
package dev.remocal.test.sample;

import org.jspecify.annotations.NullMarked;
