package dev.remocal.cli;

/** Makes text from the network harmless on a terminal. */
final class Printable {

    private Printable() {}

    /** Control characters (C0, DEL, C1) and those that change the direction or the line are shown as {@code \\u001b}. */
    static String of(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        text.chars().forEach(character -> append(printable, (char) character));
        return printable.toString();
    }

    private static void append(StringBuilder printable, char character) {
        if (isHarmful(character)) {
            printable.append(String.format("\\u%04x", (int) character));
        } else {
            printable.append(character);
        }
    }

    private static boolean isHarmful(char character) {
        return Character.isISOControl(character)
                || Character.getType(character) == Character.FORMAT
                || Character.getType(character) == Character.LINE_SEPARATOR
                || Character.getType(character) == Character.PARAGRAPH_SEPARATOR;
    }
}
