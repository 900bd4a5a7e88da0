/**
 * Manifests in text and their pod templates. A change is written into the text where it belongs, so that comments, order
 * and layout stay, and what is not touched stays byte for byte ({@link dev.remocal.cli.manifest.YamlEdits}).
 */
@NullMarked
package dev.remocal.cli.manifest;

import org.jspecify.annotations.NullMarked;
