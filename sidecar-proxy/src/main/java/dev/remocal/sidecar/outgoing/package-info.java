/**
 * Connections that a developer's process makes, dialled from inside the pod: {@link Outgoing} looks the name up as the pod
 * does, asks {@link ForbiddenAddresses}, and connects.
 */
@NullMarked
package dev.remocal.sidecar.outgoing;

import org.jspecify.annotations.NullMarked;
