package dev.remocal.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;

/** Whether somebody looks at what is printed. */
final class Terminal {

    private Terminal() {}

    /**
     * Asked of test(1), because the virtual machine knows only whether input and output together are a terminal. Where there is
     * no test(1), on Windows say, it is taken for one.
     */
    static boolean showsStandardOutput() {
        try {
            Process test = new ProcessBuilder("test", "-t", "1")
                    .redirectOutput(Redirect.INHERIT)
                    .start();
            return test.waitFor() == 0;
        } catch (IOException e) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
