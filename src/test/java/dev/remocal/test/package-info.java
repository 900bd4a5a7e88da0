@NullMarked
package dev.remocal.test;

import org.jspecify.annotations.NullMarked;
