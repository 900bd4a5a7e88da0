package dev.remocal.cli.files;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Bytes with permissions; two of the same are equal. */
final class VolumeFile {

    private static final int PERMISSIONS = 0777;

    private final byte[] bytes;
    private final int mode;

    /** @param mode of which only the permissions count */
    VolumeFile(byte[] bytes, int mode) {
        this.bytes = bytes.clone();
        this.mode = mode & PERMISSIONS;
    }

    byte[] bytes() {
        return bytes.clone();
    }

    int mode() {
        return mode;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof VolumeFile file && mode == file.mode && Arrays.equals(bytes, file.bytes);
    }

    @Override
    public int hashCode() {
        return Objects.hash(mode, Arrays.hashCode(bytes));
    }
}
