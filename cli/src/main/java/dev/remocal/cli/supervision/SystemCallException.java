package dev.remocal.cli.supervision;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/** A system call that failed, with what errno(3) was. */
final class SystemCallException extends IOException {

    private static final long serialVersionUID = 1L;

    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EACCES = 13;
    static final int EBUSY = 16;
    static final int EINVAL = 22;
    static final int ENOSYS = 38;
    static final int ECONNREFUSED = 111;

    private static final Map<Integer, String> NAMES = Map.of(
            EPERM, "EPERM",
            ENOENT, "ENOENT",
            EACCES, "EACCES",
            EBUSY, "EBUSY",
            EINVAL, "EINVAL",
            ENOSYS, "ENOSYS");

    private final int errno;

    SystemCallException(SystemCall call, int errno) {
        super(call.name().toLowerCase(Locale.ROOT) + ": " + NAMES.getOrDefault(errno, "error " + errno));
        this.errno = errno;
    }

    int errno() {
        return errno;
    }
}
