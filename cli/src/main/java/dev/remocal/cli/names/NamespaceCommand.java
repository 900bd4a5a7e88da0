package dev.remocal.cli.names;

import java.util.ArrayList;
import java.util.List;

/** The command line that runs another one in a mount namespace (mount_namespaces(7)) of its own. */
final class NamespaceCommand {

    /**
     * @param source what is to be seen
     * @param target where, with no symbolic link in it
     */
    record Mount(String source, String target) {}

    private static final String MOUNT_AND_BECOME_THE_REST =
            "while [ \"$1\" != -- ]; do mount --bind \"$1\" \"$2\" || exit 125; shift 2; done; shift; exec \"$@\"";

    private NamespaceCommand() {}

    /** For root, who keeps all rights: in a user namespace it would lose those to other users' files. */
    static List<String> asRoot(List<Mount> mounts) {
        return command(List.of("unshare", "--mount"), mounts, List.of());
    }

    /** For everybody else. The rights that a new user namespace gives are for the mounts, and are given up after them. */
    static List<String> asUser(List<Mount> mounts) {
        return command(
                List.of("unshare", "--user", "--map-current-user", "--keep-caps", "--mount"),
                mounts,
                List.of("setpriv", "--ambient-caps=-all", "--inh-caps=-all", "--"));
    }

    private static List<String> command(List<String> unshare, List<Mount> mounts, List<String> after) {
        List<String> command = new ArrayList<>(unshare);
        command.addAll(List.of("sh", "-c", MOUNT_AND_BECOME_THE_REST, "remocal"));
        mounts.forEach(mount -> command.addAll(List.of(mount.source(), mount.target())));
        command.add("--");
        command.addAll(after);
        return command;
    }
}
