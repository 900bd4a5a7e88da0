@NullMarked
package dev.remocal.test.demo;

import org.jspecify.annotations.NullMarked;
