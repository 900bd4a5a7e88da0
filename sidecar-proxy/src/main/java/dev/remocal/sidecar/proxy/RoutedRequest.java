package dev.remocal.sidecar.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A request whose head is complete and whose route is decided.
 *
 * @param bytes its original bytes so far, owned by whoever holds this record
 * @param complete whether these are all its bytes
 * @param closes whether its sender announced that no other follows
 * @param startedNanos {@link System#nanoTime} when its head was complete
 */
record RoutedRequest(
        ByteBuf bytes,
        RequestHead head,
        ResponseKind kind,
        boolean complete,
        boolean closes,
        boolean mayUpgrade,
        long startedNanos,
        Route route) {

    /** @param scanner has just found the end of its head */
    static RoutedRequest of(ByteBuf bytes, RequestHead head, RequestScanner scanner, Route route) {
        boolean complete = scanner.scan(Unpooled.EMPTY_BUFFER, 0, 0) == RequestScanner.Step.MESSAGE_COMPLETE;
        return new RoutedRequest(
                bytes,
                head,
                ResponseKind.of(scanner),
                complete,
                scanner.closeRequested(),
                scanner.upgradeRequested() || scanner.isConnect(),
                System.nanoTime(),
                route);
    }

    /** The same request for the app, with all the bytes that have come since. */
    RoutedRequest fallBack(ByteBuf allBytes, boolean allComplete) {
        return new RoutedRequest(allBytes, head, kind, allComplete, closes, mayUpgrade, startedNanos, Route.APP);
    }
}
