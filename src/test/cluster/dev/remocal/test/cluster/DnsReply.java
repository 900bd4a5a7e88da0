package dev.remocal.test.cluster;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DnsQuery;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Puts an answer of the zone into a message of RFC 1035. */
final class DnsReply {

    /** A message over TCP has a length of two bytes. */
    static final int STREAM_LIMIT = 0xffff;

    /** RFC 1035 section 4.2.1, for those who do not say that they take more (RFC 6891). */
    private static final int SMALLEST_DATAGRAM = 512;

    /** What CoreDNS gives the cluster's names unless it is told otherwise. */
    private static final int TTL_SECONDS = 5;

    private static final int HEADER_BYTES = 12;
    private static final int QUESTION_BYTES = 4;
    private static final int RECORD_BYTES = 10;

    private DnsReply() {}

    static int datagramLimit(DnsQuery query) {
        DnsRecord option = query.recordAt(DnsSection.ADDITIONAL);
        return option != null && option.type().equals(DnsRecordType.OPT)
                ? Math.max(option.dnsClass(), SMALLEST_DATAGRAM)
                : SMALLEST_DATAGRAM;
    }

    /** An answer over the limit is left out and marked as truncated, which makes the resolver ask over TCP. */
    static DnsResponse fill(DnsResponse response, DnsQuery query, DnsZone zone, int limit) {
        DnsRecord first = query.recordAt(DnsSection.QUESTION);
        response.setRecursionDesired(query.isRecursionDesired()).setRecursionAvailable(true);
        if (!(first instanceof DnsQuestion question)) {
            return response.setCode(DnsResponseCode.FORMERR);
        }
        DnsZone.Answer answer = zone.answer(question.name(), kind(question.type()));
        List<DnsRawRecord> records = answer.found().stream()
                .map(found -> record(found.name(), found.entry()))
                .toList();
        response.setAuthoritativeAnswer(true)
                .setCode(answer.exists() ? DnsResponseCode.NOERROR : DnsResponseCode.NXDOMAIN)
                .addRecord(DnsSection.QUESTION, question);
        if (size(question, records) > limit) {
            records.forEach(DnsRawRecord::release);
            return response.setTruncated(true);
        }
        records.forEach(record -> response.addRecord(DnsSection.ANSWER, record));
        return records.isEmpty() ? response.addRecord(DnsSection.AUTHORITY, startOfAuthority()) : response;
    }

    private static Optional<DnsZone.Kind> kind(DnsRecordType type) {
        return Arrays.stream(DnsZone.Kind.values())
                .filter(kind -> kind.name().equals(type.name()))
                .findFirst();
    }

    private static int size(DnsQuestion question, List<DnsRawRecord> records) {
        int size = HEADER_BYTES + question.name().length() + 1 + QUESTION_BYTES;
        for (DnsRawRecord record : records) {
            size += record.name().length() + 1 + RECORD_BYTES + record.content().readableBytes();
        }
        return size;
    }

    private static DnsRawRecord record(String name, DnsZone.Entry entry) {
        ByteBuf content = Unpooled.buffer();
        DnsRecordType type =
                switch (entry) {
                    case DnsZone.Entry.Address(String ip) -> {
                        content.writeBytes(NetUtil.createByteArrayFromIpAddressString(ip));
                        yield entry.kind() == DnsZone.Kind.A ? DnsRecordType.A : DnsRecordType.AAAA;
                    }
                    case DnsZone.Entry.Alias(String other) -> {
                        writeName(content, other);
                        yield DnsRecordType.CNAME;
                    }
                    case DnsZone.Entry.Port(int number, String host) -> {
                        // Priority and weight as CoreDNS has them for a Service's only target.
                        writeName(content.writeShort(0).writeShort(100).writeShort(number), host);
                        yield DnsRecordType.SRV;
                    }
                };
        return new DefaultDnsRawRecord(name, type, TTL_SECONDS, content);
    }

    /** What says for how long there is no such name (RFC 2308). */
    private static DnsRawRecord startOfAuthority() {
        ByteBuf content = Unpooled.buffer();
        writeName(content, "ns.dns." + DnsZone.DOMAIN);
        writeName(content, "hostmaster." + DnsZone.DOMAIN);
        // Serial, refresh, retry, expire and the time for which an absence is remembered.
        content.writeInt(1).writeInt(7200).writeInt(1800).writeInt(86_400).writeInt(TTL_SECONDS);
        return new DefaultDnsRawRecord(DnsZone.DOMAIN, DnsRecordType.SOA, TTL_SECONDS, content);
    }

    private static void writeName(ByteBuf content, String name) {
        for (String label : name.split("\\.", 0)) {
            content.writeByte(ByteBufUtil.utf8Bytes(label));
            content.writeCharSequence(label, StandardCharsets.UTF_8);
        }
        content.writeByte(0);
    }
}
