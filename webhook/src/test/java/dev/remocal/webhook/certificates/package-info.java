@NullMarked
package dev.remocal.webhook.certificates;

import org.jspecify.annotations.NullMarked;
