package dev.remocal.test.soak;

/** Whether this process has been told to end, and with it those that it has started. */
final class Ending {

    private Ending() {}

    static boolean hasBegun() {
        Thread probe = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(probe);
            Runtime.getRuntime().removeShutdownHook(probe);
            return false;
        } catch (IllegalStateException shuttingDown) {
            return true;
        }
    }
}
