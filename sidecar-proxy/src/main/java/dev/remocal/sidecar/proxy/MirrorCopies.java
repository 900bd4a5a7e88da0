package dev.remocal.sidecar.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;

/** The copies of what a client connection is in the middle of, a request or itself; mostly none. */
final class MirrorCopies {

    private final DataPlane plane;
    private final DataPlane.Port port;
    private final Channel client;
    private List<? extends Copy> copies = List.of();

    MirrorCopies(DataPlane plane, DataPlane.Port port, Channel client) {
        this.plane = plane;
        this.port = port;
        this.client = client;
    }

    /** One for each session that the request's route names, with the bytes that are there. */
    void start(RoutedRequest request) {
        List<Developer> developers = request.route().mirrors();
        if (developers.isEmpty()) {
            return;
        }
        List<MirrorCopy> started = new ArrayList<>(developers.size());
        for (Developer developer : developers) {
            started.add(MirrorCopy.start(plane, port, client.alloc(), request, developer));
        }
        if (!request.complete()) {
            copies = started;
        }
    }

    /** One of all that is still to come for each of them. */
    void startConnection(List<Developer> developers) {
        copies = developers.stream()
                .filter(plane::admitCopy)
                .map(developer -> ConnectionCopy.start(plane, port, client, developer))
                .toList();
    }

    void write(ByteBuf bytes, int from, int to) {
        for (int i = 0; i < copies.size(); i++) {
            copies.get(i).write(bytes, from, to - from);
        }
    }

    /** The last bytes of the original. */
    void writeLast(ByteBuf bytes, int from, int to) {
        for (int i = 0; i < copies.size(); i++) {
            copies.get(i).writeLast(bytes, from, to - from);
        }
        copies = List.of();
    }

    /** The original has ended. */
    void complete() {
        copies.forEach(Copy::complete);
        copies = List.of();
    }

    /** The rest of the original will not come. */
    void abort() {
        copies.forEach(Copy::abort);
        copies = List.of();
    }
}
