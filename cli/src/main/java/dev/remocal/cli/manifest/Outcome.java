package dev.remocal.cli.manifest;

/** What became of one workload, such as {@code deployment/payments}. */
public sealed interface Outcome {

    String workload();

    String sentence();

    record Changed(String workload, String sentence) implements Outcome {}

    /** What should be known about a change that was made. */
    record Warned(String workload, String sentence) implements Outcome {}

    /** The workload was changed, and its document had to be written anew, without its comments. */
    record Reformatted(String workload, String sentence) implements Outcome {}

    /**
     * @param intended whether the manifest or an earlier run asks for that
     */
    record Kept(String workload, String code, String sentence, boolean intended) implements Outcome {}
}
