/**
 * The files of a container: what is in its volumes, as the kubelet would write it ({@link dev.remocal.cli.files.FileResolver}, pure),
 * and a folder on the laptop that holds it ({@link dev.remocal.cli.files.FileTree}).
 */
@NullMarked
package dev.remocal.cli.files;

import org.jspecify.annotations.NullMarked;
