package dev.remocal.webhook.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is done next, by Secret, configuration and clock. */
class CertificatePlanTest {

    private static final Instant START = Instant.parse("2026-11-27T12:00:00Z");
    private static final Duration DAY = Duration.ofHours(24);
    private static final CertificateTimes TIMES = CertificateTimes.of(DAY);
    private static final CertificateMaker MAKER = new CertificateMaker(List.of("webhook.remocal.svc"), TIMES);

    private final Credentials first = MAKER.authority(List.of(), Optional.empty(), START);
    private final Credentials complete = first.with(MAKER.leaf(first, START));

    private Stored stored = new Stored.Missing();
    private Published published = new Published.Bundles(List.of("", ""));
    private Optional<Instant> publishedSince = Optional.empty();
    private boolean reset;
    private Optional<Leaf> serving = Optional.empty();

    private Step at(Instant now) {
        return CertificatePlan.next(new Observation(stored, published, publishedSince, reset, serving, now), TIMES);
    }

    private static Published trusting(List<X509Certificate> authorities) {
        return new Published.Bundles(List.of(Pem.write(authorities), Pem.write(authorities)));
    }

    private void steady(Credentials credentials) {
        stored = new Stored.Sound(credentials);
        published = trusting(credentials.authorities());
        serving = credentials.leaf();
    }

    @Test
    void anEmptySecretGetsAnAuthorityOnly() {
        assertThat(at(START)).isEqualTo(new Step.NewAuthority(List.of(), Optional.empty(), Step.Reason.SECRET_EMPTY));
    }

    @Test
    void aNewAuthorityIsPublishedBeforeItSigns() {
        stored = new Stored.Sound(first);

        assertThat(at(START)).isEqualTo(new Step.Publish(first.authorities()));
    }

    @Test
    void theFirstAuthoritySignsAsSoonAsItIsTrusted() {
        stored = new Stored.Sound(first);
        published = trusting(first.authorities());

        assertThat(at(START)).isEqualTo(new Step.NewLeaf(first, Step.Reason.LEAF_MISSING));
    }

    @Test
    void aLeafThatAnotherReplicaMadeIsTakenOver() {
        stored = new Stored.Sound(complete);
        published = trusting(complete.authorities());

        assertThat(at(START)).isEqualTo(new Step.Serve(complete.leaf().orElseThrow()));
    }

    @Test
    void nothingIsDoneInTheFirstTwoThirdsOfALife() {
        steady(complete);

        assertThat(at(START)).isEqualTo(new Step.Rest());
        assertThat(at(START.plus(Duration.ofHours(16)).minusSeconds(1))).isEqualTo(new Step.Rest());
    }

    @Test
    void aLeafIsRenewedInItsLastThird() {
        steady(complete);

        assertThat(at(START.plus(Duration.ofHours(16)))).isEqualTo(new Step.NewLeaf(complete, Step.Reason.LEAF_DUE));
    }

    @Test
    void aLeafThatHasEndedIsReplacedAndNotServed() {
        steady(complete);
        serving = Optional.empty();

        assertThat(at(START.plus(DAY))).isEqualTo(new Step.NewLeaf(complete, Step.Reason.LEAF_MISSING));
    }

    @Test
    void anAuthorityIsReplacedInItsLastThirdAndItsLeafServedOn() {
        Instant due = START.plus(DAY.multipliedBy(20));
        Credentials renewed = complete.with(MAKER.leaf(complete, due));
        steady(renewed);

        assertThat(at(due))
                .isEqualTo(new Step.NewAuthority(first.authorities(), renewed.leaf(), Step.Reason.AUTHORITY_DUE));
    }

    @Test
    void aSecondAuthoritySignsOnlyWhenApiServersHadTimeToLearnOfIt() {
        Credentials second = MAKER.authority(first.authorities(), complete.leaf(), START);
        steady(second);

        assertThat(at(START)).isEqualTo(new Step.Rest());
        publishedSince = Optional.of(START);
        assertThat(at(START.plus(TIMES.settling()).minusMillis(1))).isEqualTo(new Step.Rest());
        assertThat(at(START.plus(TIMES.settling()))).isEqualTo(new Step.NewLeaf(second, Step.Reason.AUTHORITY_CHANGED));
    }

    @Test
    void anAuthorityIsTrustedUntilItsLastLeafHasEnded() {
        Credentials second = MAKER.authority(first.authorities(), complete.leaf(), START);
        Credentials served = second.with(MAKER.leaf(second, START.plus(DAY).minus(Duration.ofHours(1))));
        steady(served);

        assertThat(at(START.plus(DAY).minusSeconds(1))).isEqualTo(new Step.Rest());
        assertThat(at(START.plus(DAY))).isEqualTo(new Step.Retire(served));
    }

    @Test
    void whatIsRetiredIsTakenOutOfTheConfigurationToo() {
        Credentials second = MAKER.authority(first.authorities(), Optional.empty(), START);
        Credentials served = second.with(MAKER.leaf(second, START));
        steady(served.withoutPredecessors());
        published = trusting(second.authorities());

        assertThat(at(START)).isEqualTo(new Step.Publish(List.of(second.authority())));
    }

    @Test
    void aDeletedSecretGetsANewAuthorityBesideTheTrustedOneAndWhatIsServed() {
        steady(complete);
        stored = new Stored.Missing();

        assertThat(at(START))
                .isEqualTo(new Step.NewAuthority(first.authorities(), complete.leaf(), Step.Reason.SECRET_EMPTY));
    }

    @Test
    void aDamagedSecretIsReplacedInTheSameWay() {
        steady(complete);
        stored = new Stored.Damaged("ca.key: it is missing");

        assertThat(at(START))
                .isEqualTo(new Step.NewAuthority(first.authorities(), complete.leaf(), Step.Reason.SECRET_DAMAGED));
    }

    @Test
    void whatHasEndedIsNotCarriedAlong() {
        steady(complete);
        stored = new Stored.Missing();

        assertThat(at(START.plus(DAY.multipliedBy(31))))
                .isEqualTo(new Step.NewAuthority(List.of(), Optional.empty(), Step.Reason.SECRET_EMPTY));
    }

    @Test
    void aBundleThatSomebodyChangedIsPutRight() {
        steady(complete);
        published = new Published.Bundles(List.of(Pem.write(complete.authorities()), "no certificate"));

        assertThat(at(START)).isEqualTo(new Step.Publish(complete.authorities()));
    }

    @Test
    void whereSomebodyUndoesThePublishingTheFirstLeafIsMadeAllTheSame() {
        stored = new Stored.Sound(first);
        reset = true;

        assertThat(at(START)).isEqualTo(new Step.NewLeaf(first, Step.Reason.LEAF_MISSING));
    }

    @Test
    void whereSomebodyUndoesThePublishingItIsNotRepeatedInTheSameRound() {
        steady(complete);
        published = new Published.Bundles(List.of("", ""));
        reset = true;

        assertThat(at(START)).isEqualTo(new Step.Rest());
    }

    @Test
    void whereSomebodyUndoesThePublishingLeavesAreRenewed() {
        steady(complete);
        published = new Published.Bundles(List.of("", ""));
        reset = true;

        assertThat(at(START.plus(Duration.ofHours(16)))).isEqualTo(new Step.NewLeaf(complete, Step.Reason.LEAF_DUE));
    }

    @Test
    void whereSomebodyUndoesThePublishingASecondAuthorityWaits() {
        Credentials second = MAKER.authority(first.authorities(), complete.leaf(), START);
        steady(second);
        published = new Published.Bundles(List.of("", ""));
        reset = true;

        assertThat(at(START.plus(Duration.ofHours(1)))).isEqualTo(new Step.Rest());
    }

    @Test
    void withoutAConfigurationThereIsNothingToPublish() {
        stored = new Stored.Sound(first);
        published = new Published.Nowhere();

        assertThat(at(START)).isEqualTo(new Step.NewLeaf(first, Step.Reason.LEAF_MISSING));
    }
}
