@NullMarked
package dev.remocal.test.cluster;

import org.jspecify.annotations.NullMarked;
