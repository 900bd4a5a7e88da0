package dev.remocal.cli.supervision;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Starts processes whose connections it redirects, for as long as it is open. */
public final class Supervisor implements AutoCloseable {

    /** _IOWR and _IOW('!', …) of linux/seccomp.h. */
    private static final long RECEIVE = 0xC0502100L;

    private static final long SEND = 0xC0182101L;
    private static final long IS_VALID = 0x40082102L;

    private static final int STREAM = 1;
    private static final int DATAGRAM = 2;

    /** An address that nobody has (RFC 5737): the first connection is ours, to see whether redirecting works here. */
    private static final InetSocketAddress PROBE = new InetSocketAddress("192.0.2.1", 9);

    /** The probe takes less than a millisecond where it works; elsewhere nobody answers. */
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(1);

    private final Routes routes;
    private final LinuxCalls calls;
    private final ExecutorService supervised;
    private final int listener;
    private final int stop;
    private final Thread thread;
    private final Set<Integer> processes = ConcurrentHashMap.newKeySet();
    private boolean closed;

    /**
     * @throws SupervisionUnavailableException with the reason
     */
    public static Supervisor start(Routes routes) throws SupervisionUnavailableException {
        String system = System.getProperty("os.name");
        if (!system.equals("Linux")) {
            throw new SupervisionUnavailableException(system + " has no seccomp");
        }
        String processor = System.getProperty("os.arch");
        Machine machine = Machine.of(processor)
                .orElseThrow(() -> new SupervisionUnavailableException("there is no filter for " + processor));
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Supervisor supervisor = new Supervisor(machine, new Probing(routes, probe));
            supervisor.probe();
            return supervisor;
        } catch (IOException | RuntimeException e) {
            // A JVM may have no way to call the kernel, or forbid it.
            throw new SupervisionUnavailableException(
                    "the kernel or the container does not allow it (" + e.getMessage() + ")", e);
        }
    }

    private Supervisor(Machine machine, Routes routes) throws IOException {
        this.routes = routes;
        this.calls = new LinuxCalls(machine);
        // Whatever this thread starts is supervised, and so is the thread itself.
        this.supervised = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("remocal-supervised").factory());
        this.stop = calls.openEvent();
        try {
            this.listener = supervised(() -> calls.installFilter(ConnectFilter.program(machine)));
        } catch (IOException e) {
            supervised.shutdown();
            calls.close(stop);
            throw e;
        }
        this.thread = Thread.ofPlatform().daemon().name("remocal-supervisor").start(this::run);
    }

    /** The test network's address leads to the probe's listener. */
    private record Probing(Routes routes, ServerSocket probe) implements Routes {

        @Override
        public boolean concern(InetSocketAddress asked) {
            return asked.equals(PROBE) || routes.concern(asked);
        }

        @Override
        public Optional<CompletionStage<InetSocketAddress>> stream(InetSocketAddress asked, boolean waits) {
            return asked.equals(PROBE)
                    ? Optional.of(CompletableFuture.completedFuture((InetSocketAddress) probe.getLocalSocketAddress()))
                    : routes.stream(asked, waits);
        }

        @Override
        public Optional<InetSocketAddress> datagram(InetSocketAddress asked) {
            return routes.datagram(asked);
        }

        @Override
        public boolean close(String path) {
            return routes.close(path);
        }
    }

    private void probe() throws IOException {
        try {
            supervised(() -> {
                try (Socket socket = new Socket()) {
                    socket.connect(PROBE, (int) PROBE_TIMEOUT.toMillis());
                    return socket.isConnected();
                }
            });
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /**
     * Runs a task on the thread whose processes are supervised.
     *
     * @throws IOException what it throws
     */
    public <T> T supervised(Callable<T> task) throws IOException {
        Future<T> result = supervised.submit(task);
        try {
            return result.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }

    private void run() {
        try {
            boolean[] ready = calls.await(listener, stop);
            while (!ready[1]) {
                if (ready[0]) {
                    answer();
                }
                ready = calls.await(listener, stop);
            }
        } catch (SystemCallException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer() {
        byte[] bytes = new byte[Notification.BYTES];
        try {
            calls.control(listener, RECEIVE, bytes);
        } catch (SystemCallException gone) {
            return;
        }
        Notification notification = Notification.of(bytes);
        try {
            answer(notification);
        } catch (IOException | RuntimeException e) {
            // The command is not to stand still for what we cannot do.
            send(notification.proceed());
        }
    }

    private void answer(Notification notification) throws IOException {
        int process = process(notification.thread());
        processes.add(process);
        int length = Math.clamp(notification.length(), 0, SocketAddresses.MAX_BYTES);
        byte[] address = calls.read(notification.thread(), notification.address(), length);
        Optional<InetSocketAddress> asked = SocketAddresses.internet(address).filter(routes::concern);
        if (SocketAddresses.path(address).filter(routes::close).isPresent()) {
            send(notification.done(SystemCallException.ECONNREFUSED));
        } else if (asked.isPresent()) {
            redirect(notification, process, SocketAddresses.family(address), asked.get());
        } else {
            send(notification.proceed());
        }
    }

    /** Nothing is lost where nobody waits for it any more. */
    private synchronized void send(byte[] response) {
        if (closed) {
            return;
        }
        try {
            calls.control(listener, SEND, response);
        } catch (SystemCallException gone) {
            return;
        }
    }

    private void redirect(Notification notification, int process, int family, InetSocketAddress asked)
            throws IOException {
        int socket = calls.duplicate(process, notification.socket());
        Optional<CompletionStage<InetSocketAddress>> target;
        try {
            // The thread waits still: what was read is its own, and not another's that got its number.
            calls.control(listener, IS_VALID, notification.identity());
            target = target(socket, family, asked);
        } catch (IOException | RuntimeException e) {
            calls.close(socket);
            throw e;
        }
        target.ifPresentOrElse(
                stage -> stage.whenComplete((address, refusal) -> {
                    byte[] response = refusal == null
                            ? connect(notification, socket, family, address)
                            : notification.done(errno(refusal));
                    closeQuietly(socket);
                    send(response);
                }),
                () -> {
                    closeQuietly(socket);
                    send(notification.proceed());
                });
    }

    private Optional<CompletionStage<InetSocketAddress>> target(int socket, int family, InetSocketAddress asked)
            throws SystemCallException {
        boolean takesLoopback = family != SocketAddresses.IPV6 || calls.takeBothFamilies(socket);
        return switch (calls.type(socket)) {
            case STREAM -> routes.stream(asked, calls.isBlocking(socket));
            // A JVM's JNDI binds its socket, and waits for answers from the very address that it has asked: it is left
            // to those.
            case DATAGRAM ->
                takesLoopback ? routes.datagram(asked).map(CompletableFuture::completedFuture) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private byte[] connect(Notification notification, int socket, int family, InetSocketAddress target) {
        try {
            // Before Linux 5.19 a signal may have ended the wait; then the program asks again.
            calls.control(listener, IS_VALID, notification.identity());
            calls.connect(socket, SocketAddresses.write(family, target));
            return notification.done(0);
        } catch (SystemCallException e) {
            // That the connection is being made is one of them.
            return notification.done(e.errno());
        }
    }

    private static int errno(Throwable refusal) {
        Throwable cause =
                refusal instanceof CompletionException && refusal.getCause() != null ? refusal.getCause() : refusal;
        return cause instanceof RefusedConnectionException known ? known.errno() : SystemCallException.ECONNREFUSED;
    }

    private void closeQuietly(int socket) {
        try {
            calls.close(socket);
        } catch (SystemCallException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int process(int thread) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + thread + "/status"))) {
            return lines.filter(line -> line.startsWith("Tgid:"))
                    .map(line ->
                            Integer.parseInt(line.substring("Tgid:".length()).strip()))
                    .findFirst()
                    .orElse(thread);
        }
    }

    /** Processes that made connections and still run: they can make none once this is closed. */
    public Stream<ProcessHandle> running() {
        return processes.stream()
                .filter(pid -> pid != ProcessHandle.current().pid())
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .filter(ProcessHandle::isAlive);
    }

    /** Connections that were made stay. */
    @Override
    public void close() throws IOException {
        supervised.shutdown();
        calls.signal(stop);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            closed = true;
            calls.close(listener);
        }
        calls.close(stop);
    }
}
