/**
 * Pod and settings in, decision and JSON patch out. Pure: the webhook and the command line do the I/O around it, so that
 * both inject alike.
 *
 * <p>Read {@link dev.remocal.injector.Injector#decide} from the top: may the pod be injected at all, which ports are
 * captured, then the two changes to the pod.
 */
@NullMarked
package dev.remocal.injector;

import org.jspecify.annotations.NullMarked;
