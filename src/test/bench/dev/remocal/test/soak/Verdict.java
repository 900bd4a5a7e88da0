package dev.remocal.test.soak;

import java.util.Optional;

/** What a request's outcome is worth, from how things stood when it was sent and when it was answered. Pure. */
sealed interface Verdict {

    record Right(boolean byDeveloper) implements Verdict {}

    /** An answer that had begun, and ended with its developer's tunnel. */
    record CutOff() implements Verdict {}

    record Failed(String why) implements Verdict {}

    record Misrouted(String why) implements Verdict {}

    /**
     * @param before of the developer whose key the request has, as it was sent; empty where there is no such developer
     * @param after the same as the outcome was there
     */
    static Verdict of(Plan plan, Outcome outcome, Optional<Standing> before, Optional<Standing> after) {
        return switch (outcome) {
            case Outcome.Answered(int status, String text) ->
                status == 200 && Answer.isComplete(text, plan)
                        ? route(plan, Answer.server(text), before, after)
                        : new Failed("answered with " + status + " and '" + start(text) + "'");
            case Outcome.Broken(boolean begun, String reason) ->
                mayBeCutOff(plan, begun, before, after)
                        ? new CutOff()
                        : new Failed((begun ? "answer ended early: " : "no answer: ") + reason);
        };
    }

    private static String start(String text) {
        return text.substring(0, Math.min(text.length(), 200));
    }

    /** Only a developer's answer, only by violence, and only one that may have begun: until then the app can answer. */
    private static boolean mayBeCutOff(Plan plan, boolean begun, Optional<Standing> before, Optional<Standing> after) {
        boolean violence = before.isPresent()
                && after.isPresent()
                && (before.get().phase() == Standing.Phase.DISTURBED
                        || after.get().disturbances() != before.get().disturbances());
        return violence && (begun || plan.size() > SoakLimits.ONE_WRITE_BYTES);
    }

    private static Verdict route(Plan plan, Server server, Optional<Standing> before, Optional<Standing> after) {
        return switch (server) {
            case Server.Unknown unknown -> new Failed("answered by '" + unknown.text() + "'");
            case Server.App app ->
                before.isPresent() && before.get().diverts() && before.equals(after)
                        ? new Misrouted("answered by the app while session "
                                + before.get().session() + " was active")
                        : new Right(false);
            case Server.Local local -> routeToDeveloper(plan, local, before);
        };
    }

    private static Verdict routeToDeveloper(Plan plan, Server.Local local, Optional<Standing> before) {
        if (!plan.key().equals(Optional.of(local.developer()))) {
            return new Misrouted("answered by " + local.text() + ", whose key it does not have");
        }
        if (local.mirroring()) {
            return new Misrouted("answered by " + local.text() + ", who was to get copies only");
        }
        boolean over = before.map(standing -> local.session() < standing.session()
                        || (local.session() == standing.session() && standing.phase() == Standing.Phase.AWAY))
                .orElse(true);
        return over
                ? new Misrouted("answered by " + local.text() + ", whose session had ended before it was sent")
                : new Right(true);
    }
}
