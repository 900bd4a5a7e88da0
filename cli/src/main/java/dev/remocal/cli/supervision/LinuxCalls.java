package dev.remocal.cli.supervision;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** What supervision asks of the kernel, by syscall(2) alone: to link a function of C takes some milliseconds each. */
final class LinuxCalls {

    private static final long PR_SET_NO_NEW_PRIVS = 38;
    private static final long SECCOMP_SET_MODE_FILTER = 1;
    private static final long SECCOMP_FILTER_FLAG_NEW_LISTENER = 8;

    /**
     * Since Linux 5.19: a signal does not interrupt a call that we have been asked about. Otherwise the kernel would make it anew
     * when we have connected the socket already, and a program that blocks would get EISCONN.
     */
    private static final long SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV = 32;

    private static final long SOL_SOCKET = 1;
    private static final long SO_TYPE = 3;
    private static final long IPPROTO_IPV6 = 41;
    private static final long IPV6_V6ONLY = 26;

    private static final long F_GETFL = 3;
    private static final long O_NONBLOCK = 0x800;

    private static final short POLLIN = 1;
    private static final long POLLFD_BYTES = 8;
    private static final long POLLFD_ANSWER = 6;

    private static final Linker.Option CAPTURE_ERRNO = Linker.Option.captureCallState("errno");
    private static final VarHandle ERRNO =
            Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private final Machine machine;
    private final MethodHandle syscall;

    @SuppressWarnings("restricted")
    LinuxCalls(Machine machine) {
        this.machine = machine;
        Linker linker = Linker.nativeLinker();
        this.syscall = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("syscall"),
                FunctionDescriptor.of(
                        JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                Linker.Option.firstVariadicArg(1),
                CAPTURE_ERRNO);
    }

    private long call(SystemCall call, long... arguments) throws SystemCallException {
        long[] six = new long[6];
        System.arraycopy(arguments, 0, six, 0, arguments.length);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
            long result = (long) syscall.invokeExact(
                    state, (long) call.number(machine), six[0], six[1], six[2], six[3], six[4], six[5]);
            if (result < 0) {
                throw new SystemCallException(call, (int) ERRNO.get(state, 0L));
            }
            return result;
        } catch (SystemCallException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Puts a filter on this thread, and on all threads and processes that it will start, for good.
     *
     * @return the descriptor by which the kernel asks
     */
    int installFilter(byte[] program) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment instructions = arena.allocateFrom(ValueLayout.JAVA_BYTE, program);
            // struct sock_fprog: a short, and behind its padding a pointer.
            MemorySegment header = arena.allocate(16, 8);
            header.set(JAVA_SHORT, 0, (short) (program.length / ConnectFilter.INSTRUCTION_BYTES));
            header.set(JAVA_LONG, 8, instructions.address());
            call(SystemCall.PRCTL, PR_SET_NO_NEW_PRIVS, 1);
            try {
                return installFilter(header, SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV);
            } catch (SystemCallException e) {
                if (e.errno() != SystemCallException.EINVAL) {
                    throw e;
                }
                return installFilter(header, SECCOMP_FILTER_FLAG_NEW_LISTENER);
            }
        }
    }

    private int installFilter(MemorySegment header, long flags) throws SystemCallException {
        return (int) call(SystemCall.SECCOMP, SECCOMP_SET_MODE_FILTER, flags, header.address());
    }

    /** @param argument is read and written by the kernel */
    void control(int descriptor, long request, byte[] argument) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(argument.length, 8).copyFrom(MemorySegment.ofArray(argument));
            call(SystemCall.IOCTL, descriptor, request, memory.address());
            MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, 0, argument, 0, argument.length);
        }
    }

    /**
     * Waits until there is something to read, or no more to come, or this process got a signal.
     *
     * @return which of the two descriptors is ready
     */
    boolean[] await(int first, int second) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment polled = arena.allocate(2 * POLLFD_BYTES, 8);
            polled.set(JAVA_INT, 0, first);
            polled.set(JAVA_SHORT, 4, POLLIN);
            polled.set(JAVA_INT, POLLFD_BYTES, second);
            polled.set(JAVA_SHORT, POLLFD_BYTES + 4, POLLIN);
            try {
                call(SystemCall.PPOLL, polled.address(), 2);
            } catch (SystemCallException e) {
                if (e.errno() != SystemCallException.EINTR) {
                    throw e;
                }
            }
            return new boolean[] {
                polled.get(JAVA_SHORT, POLLFD_ANSWER) != 0, polled.get(JAVA_SHORT, POLLFD_BYTES + POLLFD_ANSWER) != 0
            };
        }
    }

    int openEvent() throws SystemCallException {
        return (int) call(SystemCall.EVENTFD2, 0, 0);
    }

    void signal(int event) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            call(SystemCall.WRITE, event, arena.allocateFrom(JAVA_LONG, 1).address(), JAVA_LONG.byteSize());
        }
    }

    void close(int descriptor) throws SystemCallException {
        call(SystemCall.CLOSE, descriptor);
    }

    /** Of another process' memory. */
    byte[] read(int thread, long address, int length) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocate(length);
            MemorySegment to = slice(arena, copy.address(), length);
            MemorySegment from = slice(arena, address, length);
            long read = call(SystemCall.PROCESS_VM_READV, thread, to.address(), 1, from.address(), 1, 0);
            return copy.asSlice(0, read).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    /** A struct iovec. */
    private static MemorySegment slice(Arena arena, long address, long length) {
        return arena.allocateFrom(JAVA_LONG, address, length);
    }

    /** @return a descriptor of ours for what {@code descriptor} is to that process */
    int duplicate(int process, int descriptor) throws SystemCallException {
        int handle = (int) call(SystemCall.PIDFD_OPEN, process, 0);
        try {
            return (int) call(SystemCall.PIDFD_GETFD, handle, descriptor, 0);
        } finally {
            close(handle);
        }
    }

    /** As in socket(2): 1 is SOCK_STREAM, 2 is SOCK_DGRAM. */
    int type(int socket) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment type = arena.allocate(JAVA_INT);
            MemorySegment length = arena.allocateFrom(JAVA_INT, (int) JAVA_INT.byteSize());
            call(SystemCall.GETSOCKOPT, socket, SOL_SOCKET, SO_TYPE, type.address(), length.address());
            return type.get(JAVA_INT, 0);
        }
    }

    /** Whether whoever uses it waits for what it asks of it. */
    boolean isBlocking(int descriptor) throws SystemCallException {
        return (call(SystemCall.FCNTL, descriptor, F_GETFL) & O_NONBLOCK) == 0;
    }

    /**
     * Has a socket for IPv6 take IPv4 addresses too.
     *
     * @return false where it is bound already and cannot be told
     */
    boolean takeBothFamilies(int socket) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment no = arena.allocateFrom(JAVA_INT, 0);
            call(SystemCall.SETSOCKOPT, socket, IPPROTO_IPV6, IPV6_V6ONLY, no.address(), JAVA_INT.byteSize());
            return true;
        } catch (SystemCallException e) {
            if (e.errno() != SystemCallException.EINVAL) {
                throw e;
            }
            return false;
        }
    }

    void connect(int socket, byte[] address) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(address.length, 8).copyFrom(MemorySegment.ofArray(address));
            call(SystemCall.CONNECT, socket, memory.address(), address.length);
        }
    }
}
