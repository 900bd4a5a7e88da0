package dev.remocal.cli.supervision;

import java.util.Optional;

/** Processors, with the name that their Linux has for them in filters (linux/audit.h). */
enum Machine {
    X86_64(0xC000003E),
    AARCH64(0xC00000B7);

    private final int audit;

    Machine(int audit) {
        this.audit = audit;
    }

    /** AUDIT_ARCH of its programs of 64 bits. */
    int audit() {
        return audit;
    }

    /** @param name as in the JVM's property {@code os.arch} */
    static Optional<Machine> of(String name) {
        return switch (name) {
            case "amd64", "x86_64" -> Optional.of(X86_64);
            case "aarch64" -> Optional.of(AARCH64);
            default -> Optional.empty();
        };
    }
}
