package dev.remocal.cli;

import java.util.List;
import java.util.stream.Stream;

/** What is told of pulled files: never what is in them. */
final class FileSentences {

    private FileSentences() {}

    static String summary(CliEvent.Files files) {
        return "files: " + files.files() + (files.files() == 1 ? " file" : " files") + " of container "
                + files.container() + " in pod " + files.pod() + ", below " + files.root();
    }

    /** None or one. */
    static Stream<String> elsewhere(List<String> paths) {
        return paths.isEmpty()
                ? Stream.of()
                : Stream.of("not pulled: " + String.join(", ", paths)
                        + ". The API does not show what is in them; they are copied from the container when named.");
    }

    static String changed(List<String> mounts) {
        return "files: changed below " + String.join(", ", mounts);
    }

    static String notRead(String reason) {
        return "files: not up to date, and read again soon. " + reason;
    }
}
