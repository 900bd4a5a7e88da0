package dev.remocal.cli.supervision;

/** System calls by their numbers (asm/unistd.h). */
enum SystemCall {
    CLOSE(3, 57),
    CONNECT(42, 203),
    EVENTFD2(290, 19),
    FCNTL(72, 25),
    GETSOCKOPT(55, 209),
    IOCTL(16, 29),
    PIDFD_GETFD(438, 438),
    PIDFD_OPEN(434, 434),
    PPOLL(271, 73),
    PRCTL(157, 167),
    PROCESS_VM_READV(310, 270),
    SECCOMP(317, 277),
    SETSOCKOPT(54, 208),
    WRITE(1, 64);

    private final int onX86;
    private final int onArm;

    SystemCall(int onX86, int onArm) {
        this.onX86 = onX86;
        this.onArm = onArm;
    }

    int number(Machine machine) {
        return switch (machine) {
            case X86_64 -> onX86;
            case AARCH64 -> onArm;
        };
    }
}
