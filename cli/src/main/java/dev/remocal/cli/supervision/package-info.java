/**
 * Leads the command's connections elsewhere as it makes them, on Linux and without a right of any kind: the kernel holds each
 * connect(2) of the command and of what it starts, and asks us (seccomp_unotify(2)). Every program is the same to it, and nothing is
 * put into any.
 */
@NullMarked
package dev.remocal.cli.supervision;

import org.jspecify.annotations.NullMarked;
