package dev.remocal.cli.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remocal.cli.outgoing.HostPattern;
import dev.remocal.cli.outgoing.Reach;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class AnsweringTest {

    /** A server that knows some records, and says that there is nothing else; or says nothing at all. */
    private static final class Zone implements Answering.Upstream {

        private final Map<Name, List<Record>> records = new HashMap<>();
        private final List<String> asked = new ArrayList<>();
        private boolean silent;

        Zone with(String name, int type, String value) throws IOException {
            Name owner = Name.fromString(name);
            records.computeIfAbsent(owner, none -> new ArrayList<>())
                    .add(Record.fromString(owner, type, DClass.IN, 30, value, Name.root));
            return this;
        }

        @Override
        public CompletionStage<Message> ask(Message query) {
            Record question = query.getQuestion();
            asked.add(question.getName().toString());
            if (silent) {
                return CompletableFuture.failedFuture(new IOException("timed out"));
            }
            Message answer = new Message(query.getHeader().getID());
            answer.addRecord(question, Section.QUESTION);
            List<Record> known = records.get(question.getName());
            answer.getHeader().setRcode(known == null ? Rcode.NXDOMAIN : Rcode.NOERROR);
            Stream.ofNullable(known)
                    .flatMap(List::stream)
                    .filter(each -> each.getType() == question.getType())
                    .forEach(each -> answer.addRecord(each, Section.ANSWER));
            return CompletableFuture.completedFuture(answer);
        }
    }

    private final Zone laptop = new Zone();
    private final Zone cluster = new Zone();
    private final Reach reach = new Reach(
            List.of(HostPattern.parse("*.internal")),
            List.of(HostPattern.parse("mine.internal")),
            Set.of("payments", "payments.shop"),
            "cluster.local");
    private final ClusterAddresses addresses = new ClusterAddresses(reach);
    private final Answering answering = new Answering(
            laptop,
            cluster,
            reach,
            new PodSearch(
                    List.of(
                            Name.fromConstantString("shop.svc.cluster.local."),
                            Name.fromConstantString("svc.cluster.local.")),
                    5,
                    Name.fromConstantString("cluster.local.")),
            addresses);

    private Message ask(String name, int type) throws IOException {
        Message query = Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN));
        Message answer = answering.answer(query).toCompletableFuture().getNow(new Message());
        assertThat(answer.getHeader().getID()).isEqualTo(query.getHeader().getID());
        assertThat(answer.getQuestion()).isEqualTo(query.getQuestion());
        return answer;
    }

    private static List<String> answers(Message message) {
        return message.getSection(Section.ANSWER).stream()
                .map(each -> each.getName() + " " + Type.string(each.getType()) + " " + each.rdataToString())
                .toList();
    }

    @Test
    void aServiceIsTheClustersAndFoundAsThePodFindsIt() throws IOException {
        cluster.with("payments.shop.svc.cluster.local.", Type.A, "10.96.0.7");
        Message answer = ask("payments.", Type.A);
        assertThat(answers(answer))
                .containsExactly(
                        "payments. CNAME payments.shop.svc.cluster.local.",
                        "payments.shop.svc.cluster.local. A 10.96.0.7");
        assertThat(answer.getHeader().getFlag(Flags.QR)).isTrue();
        assertThat(answer.getHeader().getFlag(Flags.RA)).isTrue();
        assertThat(laptop.asked).isEmpty();
        assertThat(addresses.host(InetAddress.getByName("10.96.0.7"))).contains("payments.shop.svc.cluster.local.");
    }

    @Test
    void aFullNameNeedsNoAlias() throws IOException {
        cluster.with("payments.shop.svc.cluster.local.", Type.A, "10.96.0.7");
        assertThat(answers(ask("payments.shop.svc.cluster.local.", Type.A)))
                .containsExactly("payments.shop.svc.cluster.local. A 10.96.0.7");
        assertThat(cluster.asked).containsExactly("payments.shop.svc.cluster.local.");
    }

    /** As for AAAA in a cluster of IPv4: to look on would find another host, or say that there is none. */
    @Test
    void aNameWithoutSuchARecordIsThere() throws IOException {
        cluster.with("payments.shop.svc.cluster.local.", Type.A, "10.96.0.7");
        Message answer = ask("payments.", Type.AAAA);
        assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(answers(answer)).isEmpty();
        assertThat(cluster.asked).containsExactly("payments.shop.svc.cluster.local.");
    }

    @Test
    void eachOfAHeadlessServicesAddressesIsItself() throws IOException {
        cluster.with("db.shop.svc.cluster.local.", Type.A, "10.244.0.3")
                .with("db.shop.svc.cluster.local.", Type.A, "10.244.0.4");
        ask("db.shop.svc.cluster.local.", Type.A);
        assertThat(addresses.host(InetAddress.getByName("10.244.0.4"))).contains("10.244.0.4");
    }

    @Test
    void recordsOfOtherTypesAreRelayed() throws IOException {
        cluster.with("_grpc._tcp.db.shop.svc.cluster.local.", Type.SRV, "0 50 9000 db-0.db.shop.svc.cluster.local.");
        assertThat(answers(ask("_grpc._tcp.db.shop.svc.cluster.local.", Type.SRV)))
                .containsExactly("_grpc._tcp.db.shop.svc.cluster.local. SRV 0 50 9000 db-0.db.shop.svc.cluster.local.");
    }

    @Test
    void allOtherNamesAreTheLaptops() throws IOException {
        laptop.with("example.com.", Type.A, "192.0.2.1");
        assertThat(answers(ask("example.com.", Type.A))).containsExactly("example.com. A 192.0.2.1");
        assertThat(cluster.asked).isEmpty();
        assertThat(addresses.host(InetAddress.getByName("192.0.2.1"))).isEmpty();
    }

    @Test
    void namesThatOnlyTheClusterKnowsAreFound() throws IOException {
        cluster.with("ledger.bank.svc.cluster.local.", Type.A, "10.96.0.9");
        assertThat(answers(ask("ledger.bank.", Type.A))).last().isEqualTo("ledger.bank.svc.cluster.local. A 10.96.0.9");
        assertThat(laptop.asked).containsExactly("ledger.bank.");
    }

    @Test
    void withoutALaptopsServerTheClusterIsAsked() throws IOException {
        laptop.silent = true;
        cluster.with("ledger.bank.svc.cluster.local.", Type.A, "10.96.0.9");
        assertThat(ask("ledger.bank.", Type.A).getRcode()).isEqualTo(Rcode.NOERROR);
    }

    @Test
    void aNameThatNobodyKnowsIsSaidNotToBeThere() throws IOException {
        assertThat(ask("nobody.example.", Type.A).getRcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThat(ask("nobody.svc.", Type.A).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    }

    @Test
    void patternsDecide() throws IOException {
        laptop.with("a.internal.", Type.A, "192.0.2.1").with("mine.internal.", Type.A, "192.0.2.2");
        cluster.with("a.internal.", Type.A, "10.0.0.1").with("mine.internal.", Type.A, "10.0.0.2");
        assertThat(answers(ask("a.internal.", Type.A))).containsExactly("a.internal. A 10.0.0.1");
        assertThat(answers(ask("mine.internal.", Type.A))).containsExactly("mine.internal. A 192.0.2.2");
    }

    /** Not that there is no such name, which programs would remember. */
    @Test
    void whereNoServerAnswersItIsAFailure() throws IOException {
        laptop.silent = true;
        cluster.silent = true;
        assertThat(ask("payments.", Type.A).getRcode()).isEqualTo(Rcode.SERVFAIL);
        assertThat(ask("example.com.", Type.A).getRcode()).isEqualTo(Rcode.SERVFAIL);
    }

    @Test
    void aQueryWithoutAQuestionIsMalformed() {
        assertThat(answering
                        .answer(new Message())
                        .toCompletableFuture()
                        .getNow(new Message())
                        .getRcode())
                .isEqualTo(Rcode.FORMERR);
    }
}
