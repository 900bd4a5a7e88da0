/** {@code src/test/bench/soak}: requests while sessions come, go, are killed and cut off; who answered each is checked. */
@NullMarked
package dev.remocal.test.soak;

import org.jspecify.annotations.NullMarked;
