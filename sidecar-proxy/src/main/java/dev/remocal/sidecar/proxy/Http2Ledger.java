package dev.remocal.sidecar.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2FrameTypes;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * What client and app have told each other about their connection. It is kept from the first frame on, because a session
 * may attach at any time and its streams then share what is left of the connection's window.
 */
final class Http2Ledger {

    private enum SettingsFrom {
        APP,
        SIDECAR
    }

    private final Queue<SettingsFrom> unacknowledged = new ArrayDeque<>(2);
    private long headerTableSize = Http2CodecUtil.DEFAULT_HEADER_TABLE_SIZE;
    private long window = Http2CodecUtil.DEFAULT_WINDOW_SIZE;
    private long owed;
    private long streamWindow = Http2CodecUtil.DEFAULT_WINDOW_SIZE;
    private int maxFrameSize = Http2CodecUtil.DEFAULT_MAX_FRAME_SIZE;
    private int highestStream;

    /** What the client says. */
    FrameListener fromClient() {
        return new FrameListener() {
            @Override
            public void frame(byte type, int flags, int stream, int length) {
                if (type == Http2FrameTypes.HEADERS) {
                    highestStream = Math.max(highestStream, stream);
                }
            }

            @Override
            public void control(ByteBuf frame) {
                clientControl(frame);
            }
        };
    }

    /** What the app says. */
    FrameListener fromApp() {
        return new FrameListener() {
            @Override
            public void frame(byte type, int flags, int stream, int length) {
                if (type == Http2FrameTypes.DATA) {
                    window -= length;
                }
            }

            @Override
            public void control(ByteBuf frame) {
                appControl(frame);
            }
        };
    }

    private void clientControl(ByteBuf frame) {
        int at = frame.readerIndex();
        if (FrameBytes.type(frame, at) == Http2FrameTypes.WINDOW_UPDATE) {
            window += FrameBytes.windowIncrement(frame);
        } else if (FrameBytes.isAcknowledgement(FrameBytes.flags(frame, at))) {
            unacknowledged.poll();
        } else {
            FrameBytes.forEachSetting(frame, this::clientSetting);
        }
    }

    private void clientSetting(int identifier, long value, int valueIndex) {
        switch (identifier) {
            case Http2CodecUtil.SETTINGS_INITIAL_WINDOW_SIZE -> streamWindow = value;
            case Http2CodecUtil.SETTINGS_MAX_FRAME_SIZE -> maxFrameSize = (int) value;
            default -> {}
        }
    }

    private void appControl(ByteBuf frame) {
        int at = frame.readerIndex();
        if (FrameBytes.type(frame, at) == Http2FrameTypes.SETTINGS
                && !FrameBytes.isAcknowledgement(FrameBytes.flags(frame, at))) {
            unacknowledged.add(SettingsFrom.APP);
            FrameBytes.forEachSetting(frame, (identifier, value, index) -> {
                if (identifier == Http2CodecUtil.SETTINGS_HEADER_TABLE_SIZE) {
                    headerTableSize = value;
                }
            });
        }
    }

    /** Whether the client's next acknowledgement answers SETTINGS that the sidecar sent, and is not for the app. */
    boolean acknowledgesSidecar() {
        return unacknowledged.peek() == SettingsFrom.SIDECAR;
    }

    /** Whether the client has yet to acknowledge SETTINGS of the sidecar's, in a frame that the app must not get. */
    boolean awaitsAcknowledgement() {
        return unacknowledged.contains(SettingsFrom.SIDECAR);
    }

    void sidecarSentSettings() {
        unacknowledged.add(SettingsFrom.SIDECAR);
    }

    /** The app's own SETTINGS_HEADER_TABLE_SIZE. */
    long headerTableSize() {
        return headerTableSize;
    }

    /** Bytes of DATA that the client takes on the connection at the moment. */
    long window() {
        return window;
    }

    /** Accounts for DATA that the app knows nothing of. */
    void sidecarSentData(int length) {
        window -= length;
        owed += length;
    }

    /**
     * How much of the client's credit is the app's: what the client gives back for a developer's DATA never was.
     */
    long appShare(long increment) {
        long ours = Math.min(owed, increment);
        owed -= ours;
        return increment - ours;
    }

    /** Whether the client has yet to give back credit for a developer's DATA. */
    boolean awaitsCredit() {
        return owed > 0;
    }

    /** SETTINGS_INITIAL_WINDOW_SIZE of the client. */
    long streamWindow() {
        return streamWindow;
    }

    int maxFrameSize() {
        return maxFrameSize;
    }

    /** The highest stream that the client has opened; 0 before the first. */
    int highestStream() {
        return highestStream;
    }
}
