package dev.remocal.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.ResourceLeakDetector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Has Netty follow every buffer of a test class, and fails it where one was collected that nobody had released. */
final class Leaks implements BeforeAllCallback, AfterAllCallback {

    /** Netty looks for collected buffers when it makes a new one. */
    private static final int ROUNDS = 5;

    private final Queue<String> leaks = new ConcurrentLinkedQueue<>();
    private final ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();

    @Override
    public void beforeAll(ExtensionContext context) {
        // What earlier classes have left is theirs.
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        look();
        ByteBufUtil.setLeakListener((resource, records) -> leaks.add(resource + records));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        look();
        ResourceLeakDetector.setLevel(before);
        ByteBufUtil.setLeakListener(null);
        assertThat(leaks).as("buffers that nobody released").isEmpty();
    }

    private static void look() {
        for (int i = 0; i < ROUNDS; i++) {
            System.gc();
            ByteBufAllocator.DEFAULT.buffer().release();
        }
    }
}
