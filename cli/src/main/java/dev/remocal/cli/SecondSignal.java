package dev.remocal.cli;

import java.lang.reflect.Proxy;
import java.util.Map;

/**
 * Ctrl-C once more. The virtual machine answers the first signal by its shutdown and would hold up a second one until the
 * hooks are done. {@code sun.misc.Signal}, of the supported module {@code jdk.unsupported}, is called by reflection
 * because the compiler warns of it in a way that cannot be suppressed.
 */
final class SecondSignal {

    /** What a shell reports for a process that SIGINT or SIGTERM ended. */
    private static final Map<String, Integer> EXIT_CODES = Map.of("INT", 130, "TERM", 143);

    private SecondSignal() {}

    /** From now on, either signal ends this process at once. */
    static void endsTheProcess() {
        EXIT_CODES.forEach(SecondSignal::haltOn);
    }

    private static void haltOn(String name, int exitCode) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object halt = Proxy.newProxyInstance(
                    SecondSignal.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        Runtime.getRuntime().halt(exitCode);
                        return proxy;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), halt);
        } catch (ReflectiveOperationException | IllegalArgumentException unavailable) {
            // A virtual machine without it, or with -Xrs: the second signal then waits for the first, as it does by
            // default.
            return;
        }
    }
}
