package dev.remocal.cli.dns;

import dev.remocal.cli.outgoing.Reach;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** Finds the answer to a query. */
final class Answering {

    /** Asks a server, and fails where none answers. */
    @FunctionalInterface
    interface Upstream {
        CompletionStage<Message> ask(Message query);
    }

    private final Upstream laptop;
    private final Upstream cluster;
    private final Reach reach;
    private final PodSearch search;
    private final ClusterAddresses addresses;

    Answering(Upstream laptop, Upstream cluster, Reach reach, PodSearch search, ClusterAddresses addresses) {
        this.laptop = laptop;
        this.cluster = cluster;
        this.reach = reach;
        this.search = search;
        this.addresses = addresses;
    }

    CompletionStage<Message> answer(Message query) {
        Record question = query.getQuestion();
        if (question == null) {
            return CompletableFuture.completedFuture(reply(query, Rcode.FORMERR));
        }
        CompletionStage<Message> answer =
                switch (reach.of(question.getName().toString(true))) {
                    case REMOTE -> fromCluster(query, question);
                    case LOCAL -> fromLaptop(query);
                    case LOCAL_FIRST -> localFirst(query, question);
                };
        return answer.exceptionally(failure -> reply(query, Rcode.SERVFAIL));
    }

    private CompletionStage<Message> fromLaptop(Message query) {
        Message asked = query.clone();
        return laptop.ask(asked).thenApply(answer -> {
            answer.getHeader().setID(query.getHeader().getID());
            return answer;
        });
    }

    /** What this machine does not know, or cannot find out, may be known in the cluster. */
    private CompletionStage<Message> localFirst(Message query, Record question) {
        return fromLaptop(query)
                .exceptionally(failure -> reply(query, Rcode.SERVFAIL))
                .thenCompose(answer -> answer.getRcode() == Rcode.NOERROR
                        ? CompletableFuture.completedFuture(answer)
                        : fromCluster(query, question)
                                .thenApply(other -> other.getRcode() == Rcode.NOERROR ? other : answer));
    }

    private CompletionStage<Message> fromCluster(Message query, Record question) {
        return fromCluster(query, question, search.candidates(question.getName()), 0);
    }

    private CompletionStage<Message> fromCluster(Message query, Record question, List<Name> candidates, int index) {
        Name candidate = candidates.get(index);
        Message asked = Message.newQuery(Record.newRecord(candidate, question.getType(), question.getDClass()));
        return cluster.ask(asked).thenCompose(answer -> {
            boolean isLast = index + 1 == candidates.size();
            return answer.getRcode() == Rcode.NXDOMAIN && !isLast
                    ? fromCluster(query, question, candidates, index + 1)
                    : CompletableFuture.completedFuture(relay(query, question, candidate, answer));
        });
    }

    private Message relay(Message query, Record question, Name candidate, Message answer) {
        List<Record> records = answer.getSection(Section.ANSWER);
        learn(candidate, records);
        Message reply = reply(query, answer.getRcode());
        if (!records.isEmpty() && !candidate.equals(question.getName())) {
            long ttl = records.getFirst().getTTL();
            reply.addRecord(new CNAMERecord(question.getName(), question.getDClass(), ttl, candidate), Section.ANSWER);
        }
        records.forEach(each -> reply.addRecord(each, Section.ANSWER));
        answer.getSection(Section.AUTHORITY).forEach(each -> reply.addRecord(each, Section.AUTHORITY));
        return reply;
    }

    private void learn(Name host, List<Record> records) {
        List<InetAddress> found = new ArrayList<>();
        for (Record each : records) {
            if (each instanceof ARecord four) {
                found.add(four.getAddress());
            } else if (each instanceof AAAARecord six) {
                found.add(six.getAddress());
            }
        }
        addresses.learn(host.toString(false).toLowerCase(Locale.ROOT), found);
    }

    private static Message reply(Message query, int rcode) {
        Message reply = new Message(query.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.getHeader().setFlag(Flags.RA);
        if (query.getHeader().getFlag(Flags.RD)) {
            reply.getHeader().setFlag(Flags.RD);
        }
        reply.getHeader().setOpcode(query.getHeader().getOpcode());
        reply.getHeader().setRcode(rcode);
        if (query.getQuestion() != null) {
            reply.addRecord(query.getQuestion(), Section.QUESTION);
        }
        return reply;
    }
}
