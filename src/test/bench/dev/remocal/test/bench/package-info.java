/** The benchmark: proxies side by side, in front of one backend, under the same loads. */
@NullMarked
package dev.remocal.test.bench;

import org.jspecify.annotations.NullMarked;
