package dev.remocal.sidecar.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.List;

/** The copies of the request that a client connection is in the middle of; mostly none. */
final class MirrorCopies {

    private final DataPlane plane;
    private final DataPlane.Port port;
    private final Channel client;
    private List<MirrorCopy> copies = List.of();

    MirrorCopies(DataPlane plane, DataPlane.Port port, Channel client) {
        this.plane = plane;
        this.port = port;
        this.client = client;
    }

    /** One for each session that the request's route names, with the bytes that are there. */
    void start(RoutedRequest request) {
        if (request.route().mirrors().isEmpty()) {
            return;
        }
        copies = request.route().mirrors().stream()
                .map(developer -> MirrorCopy.start(plane, port, client, request, developer))
                .toList();
        ByteBuf bytes = request.bytes();
        write(bytes, bytes.readerIndex(), bytes.writerIndex());
        if (request.complete()) {
            requestComplete();
        }
    }

    void write(ByteBuf bytes, int from, int to) {
        for (int i = 0; i < copies.size(); i++) {
            copies.get(i).write(bytes, from, to - from);
        }
    }

    void requestComplete() {
        copies.forEach(MirrorCopy::requestComplete);
        copies = List.of();
    }

    /** The rest of the request will not come. */
    void abort() {
        copies.forEach(MirrorCopy::abort);
        copies = List.of();
    }
}
