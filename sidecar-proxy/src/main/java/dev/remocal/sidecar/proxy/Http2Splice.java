package dev.remocal.sidecar.proxy;

import dev.remocal.sidecar.Metrics;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/2 connection between a client and the app while sessions watch it: streams that a developer serves are taken
 * out of it and put into it, and all else passes between client and app frame by frame as it came.
 *
 * <p>The two keep one connection: SETTINGS, PING and GOAWAY are theirs, and so are flow control and header compression.
 * What a developer's streams use of the connection's window is accounted for in {@link Http2Ledger}, and why a request's
 * header block can be kept from the app is explained in {@link RequestBlocks}.
 */
final class Http2Splice {

    private final Http2Relay relay;
    private final DataPlane plane;
    private final DataPlane.Port port;
    private final Http2Ledger ledger;
    private final ChannelHandlerContext client;
    private final ChannelHandlerContext app;
    private final FrameListener clientSays;
    private final FrameListener appSays;
    private final FrameUnits fromClient;
    private final FrameUnits fromApp;
    private final RequestBlocks blocks;
    // Fields are never indexed, so that the client's decoder stays as the app's encoder knows it.
    private final DefaultHttp2FrameWriter writer = new DefaultHttp2FrameWriter(Http2HeadersEncoder.ALWAYS_SENSITIVE);
    private final IntObjectMap<Http2Exchange> exchanges = new IntObjectHashMap<>();
    private final IntObjectMap<List<Http2MirrorCopy>> mirrors = new IntObjectHashMap<>();
    private final Set<Integer> finished = new HashSet<>();
    private final Queue<Integer> finishedInOrder = new ArrayDeque<>();
    private @Nullable ByteBuf delayed;
    private int uncredited;
    private int highestToApp;
    private int highestDiverted;
    private int lastStream = Integer.MAX_VALUE;
    private boolean tableAskedFor;
    private boolean appHasSpoken;

    Http2Splice(
            Http2Relay relay,
            DataPlane plane,
            DataPlane.Port port,
            Http2Ledger ledger,
            ChannelHandlerContext client,
            ChannelHandlerContext app) {
        this.relay = relay;
        this.plane = plane;
        this.port = port;
        this.ledger = ledger;
        this.client = client;
        this.app = app;
        this.clientSays = ledger.fromClient();
        this.appSays = ledger.fromApp();
        this.fromClient = new FrameUnits(client.alloc());
        this.fromApp = new FrameUnits(client.alloc());
        this.blocks = new RequestBlocks(ledger.highestStream() == 0);
        blocks.allowTable(ledger.headerTableSize());
        this.highestToApp = ledger.highestStream();
    }

    EventLoop loop() {
        return client.channel().eventLoop();
    }

    // ---- from the client ----

    void readClient(ByteBuf bytes) {
        fromClient.add(bytes);
        if (appHasSpoken) {
            routeClient();
        }
    }

    private void routeClient() {
        for (ByteBuf unit = fromClient.next(); unit != null && !relay.isOver(); unit = fromClient.next()) {
            clientUnit(unit);
        }
        if (fromClient.isBroken() || fromClient.heldBytes() > plane.memory().blockBytes()) {
            relay.breakOff();
        } else {
            relay.leaveSpliceWhenOver();
        }
    }

    private void clientUnit(ByteBuf unit) {
        int at = unit.readerIndex();
        byte type = FrameBytes.type(unit, at);
        int flags = FrameBytes.flags(unit, at);
        int stream = FrameBytes.stream(unit, at);
        boolean opens = type == Http2FrameTypes.HEADERS && stream > ledger.highestStream();
        clientSays.frame(type, flags, stream, FrameBytes.length(unit, at));
        if (opens) {
            open(stream, flags, unit);
        } else if (stream == 0) {
            clientConnectionUnit(type, flags, unit);
        } else if (exchanges.containsKey(stream)) {
            exchangeUnit(exchanges.get(stream), type, flags, unit);
        } else if (finished.contains(stream)) {
            finishedUnit(type, stream, unit);
        } else {
            appUnit(type, flags, stream, unit);
        }
    }

    private void open(int stream, int flags, ByteBuf unit) {
        if (relay.isAppGone()) {
            unit.release();
            resetClient(stream, Http2Error.REFUSED_STREAM.code());
            return;
        }
        ByteBuf block = FrameBytes.fieldBlock(unit);
        Http2Headers headers = blocks.read(stream, block);
        block.release();
        Http2Request request = headers == null
                ? null
                : Http2Request.of(
                        stream,
                        headers,
                        FrameBytes.endsStream(flags),
                        plane.routes().current(),
                        port.app());
        if (request == null) {
            toAppUnread(stream, unit);
            return;
        }
        Developer developer = request.route().divert();
        mirror(request);
        if (developer == null) {
            toApp(request, unit);
        } else {
            unit.release();
            divert(request, developer);
        }
    }

    private void mirror(Http2Request request) {
        List<Developer> developers = request.route().mirrors();
        if (!developers.isEmpty()) {
            List<Http2MirrorCopy> copies = new ArrayList<>(developers.size());
            developers.stream()
                    .filter(plane::admitCopy)
                    .forEach(developer -> copies.add(Http2MirrorCopy.start(plane, port, loop(), request, developer)));
            if (!request.complete()) {
                mirrors.put(request.stream(), copies);
            }
        }
    }

    private void divert(Http2Request request, Developer developer) {
        blocks.withheld();
        highestDiverted = request.stream();
        port.metrics().request(Metrics.Route.DIVERT);
        plane.reportPreempted(port.app(), request.head(), request.route());
        Http2Exchange exchange = new Http2Exchange(this, plane, port, request, developer);
        exchanges.put(request.stream(), exchange);
        exchange.start();
    }

    private void toApp(Http2Request request, ByteBuf unit) {
        if (blocks.isPlainToApp()) {
            toApp(request.stream(), unit);
        } else {
            unit.release();
            highestToApp = request.stream();
            port.metrics().request(Metrics.Route.APP);
            writer.writeHeaders(app, request.stream(), request.headers(), 0, request.complete(), app.newPromise());
        }
    }

    private void toAppUnread(int stream, ByteBuf unit) {
        if (blocks.isPlainToApp()) {
            toApp(stream, unit);
        } else {
            unit.release();
            relay.breakOff();
        }
    }

    private void toApp(int stream, ByteBuf unit) {
        highestToApp = stream;
        port.metrics().request(Metrics.Route.APP);
        writeApp(unit);
    }

    private void clientConnectionUnit(byte type, int flags, ByteBuf unit) {
        boolean isAcknowledgement = type == Http2FrameTypes.SETTINGS && FrameBytes.isAcknowledgement(flags);
        boolean withhold = isAcknowledgement && ledger.acknowledgesSidecar();
        long streamWindow = ledger.streamWindow();
        if (FrameBytes.isConnectionControl(type, 0)) {
            clientSays.control(unit);
        }
        if (type == Http2FrameTypes.WINDOW_UPDATE) {
            long share = ledger.appShare(FrameBytes.windowIncrement(unit));
            FrameBytes.setWindowIncrement(unit, share);
            withhold = share == 0;
        }
        if (withhold) {
            unit.release();
        } else {
            writeApp(unit);
        }
        if (FrameBytes.isConnectionControl(type, 0) && !isAcknowledgement) {
            windowsChanged(ledger.streamWindow() - streamWindow);
        }
    }

    private void windowsChanged(long streamDelta) {
        if (delayed != null) {
            readApp(Unpooled.EMPTY_BUFFER);
            flushClient();
        }
        List.copyOf(exchanges.values()).forEach(exchange -> exchange.windowsChanged(streamDelta));
    }

    private void exchangeUnit(Http2Exchange exchange, byte type, int flags, ByteBuf unit) {
        switch (type) {
            case Http2FrameTypes.DATA -> {
                int counted = FrameBytes.length(unit, unit.readerIndex());
                creditConnection(counted);
                exchange.data(FrameBytes.data(unit).retain(), counted, FrameBytes.endsStream(flags));
            }
            case Http2FrameTypes.HEADERS -> trailers(exchange, unit);
            case Http2FrameTypes.RST_STREAM -> exchange.cancelled();
            case Http2FrameTypes.WINDOW_UPDATE -> exchange.windowUpdate(FrameBytes.windowIncrement(unit));
            default -> {}
        }
        unit.release();
    }

    private void trailers(Http2Exchange exchange, ByteBuf unit) {
        ByteBuf block = FrameBytes.fieldBlock(unit);
        Http2Headers fields = blocks.read(exchange.stream(), block);
        block.release();
        if (fields == null) {
            // Nobody can read them, and the app's table would miss what they add.
            relay.breakOff();
        } else {
            blocks.withheld();
            exchange.trailers(fields);
        }
    }

    /** A late frame of a stream that the app has never seen and would take for an error. */
    private void finishedUnit(byte type, int stream, ByteBuf unit) {
        if (type == Http2FrameTypes.DATA) {
            creditConnection(FrameBytes.length(unit, unit.readerIndex()));
        } else if (type == Http2FrameTypes.HEADERS) {
            ByteBuf block = FrameBytes.fieldBlock(unit);
            blocks.read(stream, block);
            blocks.withheld();
            block.release();
        }
        unit.release();
    }

    private void appUnit(byte type, int flags, int stream, ByteBuf unit) {
        Http2Headers fields = type == Http2FrameTypes.HEADERS ? readFields(stream, unit) : null;
        List<Http2MirrorCopy> copies = mirrors.get(stream);
        if (copies != null) {
            mirrorUnit(copies, type, flags, stream, unit, fields);
        }
        if (fields != null && !blocks.isPlainToApp()) {
            writer.writeHeaders(app, stream, fields, 0, FrameBytes.endsStream(flags), app.newPromise());
            unit.release();
        } else {
            writeApp(unit);
        }
    }

    private @Nullable Http2Headers readFields(int stream, ByteBuf unit) {
        ByteBuf block = FrameBytes.fieldBlock(unit);
        Http2Headers fields = blocks.read(stream, block);
        block.release();
        return fields;
    }

    private void mirrorUnit(
            List<Http2MirrorCopy> copies,
            byte type,
            int flags,
            int stream,
            ByteBuf unit,
            @Nullable Http2Headers fields) {
        boolean end = FrameBytes.endsStream(flags);
        switch (type) {
            case Http2FrameTypes.DATA -> copies.forEach(copy -> copy.copy(FrameBytes.data(unit), end));
            case Http2FrameTypes.HEADERS -> copies.forEach(copy -> copy.copyEnd(fields));
            case Http2FrameTypes.RST_STREAM -> copies.forEach(Http2MirrorCopy::abort);
            default -> {
                return;
            }
        }
        if (end || type != Http2FrameTypes.DATA) {
            mirrors.remove(stream);
        }
    }

    /** A developer's slowness is told by the stream's own window: the connection's is everybody's. */
    private void creditConnection(int counted) {
        uncredited += counted;
        if (uncredited >= ProxyLimits.CREDIT_STEP_BYTES) {
            creditRest();
            flushClient();
        }
    }

    private void creditRest() {
        if (uncredited > 0) {
            writer.writeWindowUpdate(client, 0, uncredited, client.newPromise());
            uncredited = 0;
        }
    }

    private void writeApp(ByteBuf unit) {
        app.write(unit, app.voidPromise());
    }

    // ---- from the app ----

    void readApp(ByteBuf bytes) {
        fromApp.add(bytes);
        for (ByteBuf unit = nextFromApp(); unit != null; unit = nextFromApp()) {
            appUnit(unit);
        }
        if (fromApp.isBroken()) {
            relay.breakOff();
        }
        relay.readAppWhenWanted();
    }

    private @Nullable ByteBuf nextFromApp() {
        ByteBuf unit = delayed == null ? fromApp.next() : delayed;
        delayed = null;
        return unit != null && isTooMuch(unit) ? part(unit) : unit;
    }

    /** As much of a DATA frame as the client takes now; the rest waits. Less than it could take might stay for good. */
    private @Nullable ByteBuf part(ByteBuf unit) {
        int window = (int) clientWindow();
        if (window == 0 || FrameBytes.isPadded(unit)) {
            delayed = unit;
            return null;
        }
        ByteBuf data = FrameBytes.data(unit);
        int stream = FrameBytes.stream(unit, unit.readerIndex());
        ByteBuf part = FrameBytes.dataFrame(client.alloc(), stream, 0, data.readSlice(window));
        delayed = FrameBytes.dataFrame(client.alloc(), stream, FrameBytes.flags(unit, unit.readerIndex()), data);
        unit.release();
        return part;
    }

    /** The app does not know what developers' streams have used of the connection's window. */
    private boolean isTooMuch(ByteBuf unit) {
        int at = unit.readerIndex();
        return FrameBytes.type(unit, at) == Http2FrameTypes.DATA
                && FrameBytes.length(unit, at) > Math.max(ledger.window(), 0)
                && ledger.awaitsCredit();
    }

    /** Whether the app is ahead of the client's window, and must not be read. */
    boolean isAppAhead() {
        return delayed != null;
    }

    private void appUnit(ByteBuf unit) {
        int at = unit.readerIndex();
        byte type = FrameBytes.type(unit, at);
        int flags = FrameBytes.flags(unit, at);
        int stream = FrameBytes.stream(unit, at);
        appSays.frame(type, flags, stream, FrameBytes.length(unit, at));
        if (FrameBytes.isConnectionControl(type, stream)) {
            appSays.control(unit);
            blocks.allowTable(ledger.headerTableSize());
        }
        if (FrameBytes.isFirstSettings(type, flags, stream)) {
            FrameBytes.forEachSetting(unit, (identifier, value, index) -> {
                if (identifier == Http2CodecUtil.SETTINGS_HEADER_TABLE_SIZE && tableAskedFor) {
                    unit.setInt(index, 0);
                }
            });
        } else if (type == Http2FrameTypes.GO_AWAY && stream == 0) {
            coverDiverted(unit);
        }
        client.write(unit, client.voidPromise());
    }

    /**
     * The app names the last stream it has processed, and a client repeats the streams behind it elsewhere. Those that a
     * developer serves must be covered; where the app left streams of its own unprocessed, its word stands.
     */
    private void coverDiverted(ByteBuf goAway) {
        int last = FrameBytes.lastStream(goAway);
        int covered = last >= highestToApp ? Math.max(last, highestDiverted) : last;
        // RFC 9113 section 6.8: the number must not grow.
        lastStream = Math.min(lastStream, covered);
        if (lastStream != last) {
            FrameBytes.setLastStream(goAway, lastStream);
        }
    }

    // ---- to the client ----

    /**
     * To be called between two frames of the app when its SETTINGS have passed: no frame may be put before them (RFC 9113
     * section 3.4), so no stream is routed before that either.
     */
    void askForEmptyTable() {
        tableAskedFor = true;
        sendTableSize(0);
        if (!appHasSpoken) {
            appHasSpoken = true;
            routeClient();
            app.flush();
        }
    }

    private void sendTableSize(long size) {
        ledger.sidecarSentSettings();
        writer.writeSettings(client, new Http2Settings().headerTableSize(size), client.newPromise());
        flushClient();
    }

    long clientWindow() {
        return Math.max(ledger.window(), 0);
    }

    long clientStreamWindow() {
        return ledger.streamWindow();
    }

    void sendHeaders(int stream, Http2Headers headers, boolean end) {
        writer.writeHeaders(client, stream, headers, 0, end, client.newPromise());
    }

    void sendData(int stream, ByteBuf data, boolean end) {
        ledger.sidecarSentData(data.readableBytes());
        writer.writeData(client, stream, data, 0, end, client.newPromise());
    }

    void sendEmptyEnd(int stream) {
        writer.writeData(client, stream, Unpooled.EMPTY_BUFFER, 0, true, client.newPromise());
    }

    void creditStream(int stream, int increment) {
        writer.writeWindowUpdate(client, stream, increment, client.newPromise());
        flushClient();
    }

    void resetClient(int stream, long errorCode) {
        writer.writeRstStream(client, stream, errorCode, client.newPromise());
        flushClient();
    }

    void flushClient() {
        client.flush();
    }

    ByteBuf text(String text) {
        return ByteBufUtil.writeUtf8(client.alloc(), text);
    }

    // ---- its end ----

    void exchangeOver(Http2Exchange exchange) {
        if (exchanges.remove(exchange.stream()) == null) {
            return;
        }
        finished.add(exchange.stream());
        finishedInOrder.add(exchange.stream());
        if (finishedInOrder.size() > ProxyLimits.FINISHED_STREAMS) {
            finished.remove(finishedInOrder.remove());
        }
        loop().execute(relay::leaveSpliceWhenOver);
    }

    boolean hasExchanges() {
        return !exchanges.isEmpty();
    }

    /** Whether client and app could go on without it: nothing is held back, withheld or owed. */
    boolean isSettled() {
        return exchanges.isEmpty()
                && mirrors.isEmpty()
                && blocks.isPlainToApp()
                && delayed == null
                && !ledger.awaitsCredit()
                && fromClient.isBetweenFrames()
                && fromApp.isBetweenFrames();
    }

    /** Gives the client its table back. */
    void restoreTable() {
        if (tableAskedFor) {
            tableAskedFor = false;
            creditRest();
            sendTableSize(ledger.headerTableSize());
        }
    }

    boolean isTableAskedFor() {
        return tableAskedFor;
    }

    @Nullable ByteBuf restFromClient() {
        return fromClient.rest();
    }

    @Nullable ByteBuf restFromApp() {
        return fromApp.rest();
    }

    /** The connection has gone. */
    void abort() {
        List.copyOf(exchanges.values()).forEach(Http2Exchange::cancelled);
        mirrors.values().forEach(copies -> copies.forEach(Http2MirrorCopy::abort));
        mirrors.clear();
        for (ByteBuf rest : new ByteBuf[] {delayed, restFromClient(), restFromApp()}) {
            if (rest != null) {
                rest.release();
            }
        }
        delayed = null;
        writer.close();
    }

    /** Tells the client to open no stream here behind that one. */
    void goAway(int last) {
        lastStream = Math.min(lastStream, last);
        writer.writeGoAway(client, lastStream, Http2Error.NO_ERROR.code(), Unpooled.EMPTY_BUFFER, client.newPromise());
        flushClient();
    }
}
