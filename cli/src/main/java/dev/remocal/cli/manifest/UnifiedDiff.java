package dev.remocal.cli.manifest;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.patch.Patch;
import java.util.List;

/** The difference of two texts in the form that {@code diff -u} and {@code patch} know. */
public final class UnifiedDiff {

    /** Lines around a change, as {@code diff -u} shows them. */
    private static final int CONTEXT = 3;

    private UnifiedDiff() {}

    /** Empty where the texts are the same. */
    public static String of(String nameBefore, String before, String nameAfter, String after) {
        List<String> lines = before.lines().toList();
        Patch<String> patch = DiffUtils.diff(lines, after.lines().toList());
        List<String> unified = UnifiedDiffUtils.generateUnifiedDiff(nameBefore, nameAfter, lines, patch, CONTEXT);
        return unified.isEmpty() ? "" : String.join("\n", unified) + "\n";
    }
}
