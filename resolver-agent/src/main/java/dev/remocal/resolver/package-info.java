/** Answers a JVM's questions for the names in a hosts file, and leaves all others to the JVM. */
@NullMarked
package dev.remocal.resolver;

import org.jspecify.annotations.NullMarked;
