package dev.remocal.test.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who may answer which request, and when. */
class VerdictTest {

    private static final Server APP = new Server.App("echo-1");
    private static final Server ADA = new Server.Local("ada", 1, false);

    private static final Standing AWAY = Standing.start();
    private static final Standing COMING = AWAY.coming(false);
    private static final Standing ATTACHED = COMING.attached();
    private static final Standing CUT = ATTACHED.disturbed();
    private static final Standing BACK = CUT.attached();
    private static final Standing LEAVING = ATTACHED.leaving();
    private static final Standing GONE = LEAVING.away();

    @Test
    void requestIsTheDevelopersWhileAttached() {
        assertThat(answered(ADA, ATTACHED, ATTACHED)).isEqualTo(new Verdict.Right(true));
        assertThat(answered(APP, ATTACHED, ATTACHED)).isInstanceOf(Verdict.Misrouted.class);
    }

    @Test
    void eitherIsRightWhileAnythingChanges() {
        for (Server server : new Server[] {APP, ADA}) {
            assertThat(answered(server, COMING, ATTACHED)).isInstanceOf(Verdict.Right.class);
            assertThat(answered(server, ATTACHED, LEAVING)).isInstanceOf(Verdict.Right.class);
            assertThat(answered(server, ATTACHED, CUT)).isInstanceOf(Verdict.Right.class);
            assertThat(answered(server, ATTACHED, BACK)).isInstanceOf(Verdict.Right.class);
        }
    }

    @Test
    void sessionThatHadEndedAnswersNothing() {
        assertThat(answered(ADA, GONE, GONE)).isInstanceOf(Verdict.Misrouted.class);
        assertThat(answered(ADA, GONE.coming(false), GONE.coming(false))).isInstanceOf(Verdict.Misrouted.class);
        assertThat(answered(APP, GONE, GONE)).isEqualTo(new Verdict.Right(false));
    }

    @Test
    void othersRequestsAreNotTheDevelopers() {
        Plan bobs = plan(Optional.of("bob"), 0);
        Plan nobodys = plan(Optional.empty(), 0);

        assertThat(Verdict.of(bobs, whole(ADA, bobs), Optional.of(AWAY), Optional.of(AWAY)))
                .isInstanceOf(Verdict.Misrouted.class);
        assertThat(Verdict.of(nobodys, whole(ADA, nobodys), Optional.empty(), Optional.empty()))
                .isInstanceOf(Verdict.Misrouted.class);
        assertThat(Verdict.of(nobodys, whole(APP, nobodys), Optional.empty(), Optional.empty()))
                .isEqualTo(new Verdict.Right(false));
    }

    @Test
    void whoMirrorsGetsCopiesOnly() {
        Standing mirroring = AWAY.coming(true).attached();

        assertThat(answered(new Server.Local("ada", 1, true), mirroring, mirroring))
                .isInstanceOf(Verdict.Misrouted.class);
        assertThat(answered(APP, mirroring, mirroring)).isEqualTo(new Verdict.Right(false));
    }

    @Test
    void answerIsWholeAndTheRequestsOwn() {
        Plan plan = plan(Optional.of("ada"), 0);
        Plan other = new Plan(8, false, Optional.of("ada"), "body", false, 0, 0);
        String text = text(ADA, plan);

        assertThat(judge(plan, new Outcome.Answered(200, text(ADA, other)))).isInstanceOf(Verdict.Failed.class);
        assertThat(judge(plan, new Outcome.Answered(200, text + "x"))).isInstanceOf(Verdict.Failed.class);
        assertThat(judge(plan, new Outcome.Answered(502, text))).isInstanceOf(Verdict.Failed.class);
        assertThat(judge(plan, new Outcome.Answered(200, ""))).isInstanceOf(Verdict.Failed.class);
    }

    @Test
    void onlyADevelopersAnswerThatHadBegunMayBeCutOffAndOnlyByViolence() {
        assertThat(broken(true, 0, ATTACHED, CUT)).isInstanceOf(Verdict.CutOff.class);
        assertThat(broken(true, 0, CUT, CUT)).isInstanceOf(Verdict.CutOff.class);
        assertThat(broken(false, SoakLimits.ONE_WRITE_BYTES + 1, ATTACHED, CUT)).isInstanceOf(Verdict.CutOff.class);
        assertThat(broken(false, 0, ATTACHED, CUT)).isInstanceOf(Verdict.Failed.class);
        assertThat(broken(true, 0, ATTACHED, LEAVING)).isInstanceOf(Verdict.Failed.class);
        assertThat(broken(true, 0, CUT.away(), CUT.away())).isInstanceOf(Verdict.Failed.class);
        assertThat(Verdict.of(
                        plan(Optional.empty(), 0),
                        new Outcome.Broken(true, "reset"),
                        Optional.empty(),
                        Optional.empty()))
                .isInstanceOf(Verdict.Failed.class);
    }

    private static Verdict answered(Server server, Standing before, Standing after) {
        Plan plan = plan(Optional.of("ada"), 10);
        return Verdict.of(plan, whole(server, plan), Optional.of(before), Optional.of(after));
    }

    private static Verdict broken(boolean begun, int size, Standing before, Standing after) {
        Outcome outcome = new Outcome.Broken(begun, "reset");
        return Verdict.of(plan(Optional.of("ada"), size), outcome, Optional.of(before), Optional.of(after));
    }

    private static Verdict judge(Plan plan, Outcome outcome) {
        return Verdict.of(plan, outcome, Optional.of(ATTACHED), Optional.of(ATTACHED));
    }

    private static Plan plan(Optional<String> key, int size) {
        return new Plan(7, false, key, "body", false, size, 0);
    }

    private static Outcome whole(Server server, Plan plan) {
        return new Outcome.Answered(200, text(server, plan));
    }

    private static String text(Server server, Plan plan) {
        byte[] body = plan.body().getBytes(StandardCharsets.US_ASCII);
        return Answer.text(server, Long.toString(plan.number()), body, plan.size());
    }
}
