package dev.remocal.test.soak;

/** Who answers requests, as it stands in each answer. */
sealed interface Server {

    /** As it stands in an answer: one word. */
    String text();

    /** The app in a pod. */
    record App(String pod) implements Server {
        @Override
        public String text() {
            return "app/" + pod;
        }
    }

    /**
     * A developer's local process.
     *
     * @param session how many sessions of that developer there were, with this one
     */
    record Local(String developer, int session, boolean mirroring) implements Server {
        @Override
        public String text() {
            return (mirroring ? "mirror/" : "divert/") + developer + "/" + session;
        }
    }

    /** Something else: an error that a proxy has made. */
    record Unknown(String text) implements Server {}

    static Server parse(String word) {
        String[] parts = word.split("/", -1);
        boolean local = parts.length == 3 && parts[2].matches("\\d{1,9}");
        return switch (parts[0]) {
            case "app" -> new App(word.substring("app/".length()));
            case "divert", "mirror" ->
                local ? new Local(parts[1], Integer.parseInt(parts[2]), parts[0].equals("mirror")) : new Unknown(word);
            default -> new Unknown(word);
        };
    }
}
