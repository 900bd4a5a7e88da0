@NullMarked
package dev.remocal.webhook;

import org.jspecify.annotations.NullMarked;
