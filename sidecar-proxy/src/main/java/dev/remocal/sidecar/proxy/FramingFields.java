package dev.remocal.sidecar.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What the fields of one head say about the message's body and the connection. Follows their values byte by byte. */
final class FramingFields {

    /** The fields that matter to framing; every other one is skipped. */
    enum Name {
        CONTENT_LENGTH("content-length"),
        TRANSFER_ENCODING("transfer-encoding"),
        CONNECTION("connection"),
        UPGRADE("upgrade"),
        EXPECT("expect");

        /** No two are equally long. */
        private static final @Nullable Name[] BY_LENGTH = byLength();

        /** A longer name is none of these. */
        static final int LONGEST = BY_LENGTH.length - 1;

        // Bytes, as a native image needs several calls for a character of a string; nobody writes to them.
        @SuppressWarnings("ImmutableEnumChecker")
        private final byte[] text;

        Name(String text) {
            this.text = text.getBytes(StandardCharsets.US_ASCII);
        }

        /** The name that these bytes spell, without regard to case. */
        static @Nullable Name of(byte[] bytes, int from, int to) {
            Name candidate = to - from <= LONGEST ? BY_LENGTH[to - from] : null;
            return candidate != null && HttpBytes.isNamed(bytes, from, to, candidate.text) ? candidate : null;
        }

        private static @Nullable Name[] byLength() {
            int longest = Arrays.stream(values())
                    .mapToInt(name -> name.text.length)
                    .max()
                    .orElseThrow();
            @Nullable Name[] names = new Name[longest + 1];
            for (Name name : values()) {
                names[name.text.length] = name;
            }
            return names;
        }
    }

    private final ElementMatcher element = new ElementMatcher();
    private Name name = Name.CONNECTION;
    private boolean http10;

    private int lengthFields;
    private long contentLength;
    private int digits;
    private boolean digitsEnded;

    private boolean transferEncoding;
    private boolean close;
    private boolean keepAlive;
    private boolean connectionUpgrade;
    private boolean upgrade;
    private boolean expectsContinue;

    void reset(boolean http10) {
        this.http10 = http10;
        lengthFields = 0;
        contentLength = 0;
        transferEncoding = false;
        close = false;
        keepAlive = false;
        connectionUpgrade = false;
        upgrade = false;
        expectsContinue = false;
    }

    boolean isChunked() {
        return transferEncoding;
    }

    boolean hasContentLength() {
        return lengthFields > 0;
    }

    long contentLength() {
        return contentLength;
    }

    boolean announcesBody() {
        return transferEncoding || contentLength > 0;
    }

    /** RFC 9112 section 9.3: close wins over keep-alive, and HTTP/1.0 closes unless told otherwise. */
    boolean closeRequested() {
        return close || (http10 && !keepAlive);
    }

    /** RFC 9110 section 7.8: Upgrade counts only when Connection lists it, and never in HTTP/1.0. */
    boolean upgradeRequested() {
        return upgrade && connectionUpgrade && !http10;
    }

    boolean expectsContinue() {
        return expectsContinue;
    }

    /** A field's name is complete; returns why the head is ambiguous now, or null. */
    @Nullable OpaqueReason begin(Name field) {
        name = field;
        element.reset();
        return switch (field) {
            case CONTENT_LENGTH -> beginContentLength();
            case TRANSFER_ENCODING -> beginTransferEncoding();
            case CONNECTION, UPGRADE, EXPECT -> null;
        };
    }

    /** The next byte of the value; returns why the head is ambiguous now, or null. */
    @Nullable OpaqueReason accept(byte next) {
        return switch (name) {
            case CONTENT_LENGTH -> acceptLength(next);
            case TRANSFER_ENCODING -> acceptCoding(next);
            case CONNECTION, UPGRADE, EXPECT -> acceptList(next);
        };
    }

    /** The value is complete; returns why the head is ambiguous now, or null. */
    @Nullable OpaqueReason end() {
        return switch (name) {
            case CONTENT_LENGTH -> digits == 0 ? OpaqueReason.BAD_CONTENT_LENGTH : null;
            case TRANSFER_ENCODING ->
                element.word() == ElementMatcher.Word.CHUNKED ? null : OpaqueReason.TRANSFER_ENCODING_NOT_CHUNKED;
            case CONNECTION, UPGRADE, EXPECT -> {
                endElement();
                yield null;
            }
        };
    }

    private @Nullable OpaqueReason beginContentLength() {
        digits = 0;
        digitsEnded = false;
        if (transferEncoding) {
            return OpaqueReason.CONTENT_LENGTH_AND_TRANSFER_ENCODING;
        }
        return ++lengthFields > 1 ? OpaqueReason.DUPLICATE_CONTENT_LENGTH : null;
    }

    private @Nullable OpaqueReason beginTransferEncoding() {
        if (http10) {
            return OpaqueReason.TRANSFER_ENCODING_IN_HTTP10;
        }
        if (hasContentLength()) {
            return OpaqueReason.CONTENT_LENGTH_AND_TRANSFER_ENCODING;
        }
        if (transferEncoding) {
            return OpaqueReason.TRANSFER_ENCODING_NOT_CHUNKED;
        }
        transferEncoding = true;
        return null;
    }

    private @Nullable OpaqueReason acceptLength(byte next) {
        if (HttpBytes.isBlank(next)) {
            digitsEnded = digits > 0;
            return null;
        }
        if (!HttpBytes.isDigit(next) || digitsEnded || ++digits > ScannerLimits.MAX_CONTENT_LENGTH_DIGITS) {
            return OpaqueReason.BAD_CONTENT_LENGTH;
        }
        contentLength = contentLength * 10 + next - '0';
        return null;
    }

    /** Blanks but for spaces before it are allowed, yet some parsers keep them and find a coding they do not know. */
    private @Nullable OpaqueReason acceptCoding(byte next) {
        boolean keptBySome = next == HttpBytes.HTAB || (next == HttpBytes.SP && !element.isEmpty());
        return !keptBySome && element.accept(next) ? null : OpaqueReason.TRANSFER_ENCODING_NOT_CHUNKED;
    }

    private @Nullable OpaqueReason acceptList(byte next) {
        if (next == ',') {
            endElement();
        } else {
            element.accept(next);
        }
        return null;
    }

    private void endElement() {
        ElementMatcher.Word word = element.word();
        switch (name) {
            case CONNECTION -> {
                close |= word == ElementMatcher.Word.CLOSE;
                keepAlive |= word == ElementMatcher.Word.KEEP_ALIVE;
                connectionUpgrade |= word == ElementMatcher.Word.UPGRADE;
            }
            case UPGRADE -> upgrade |= !element.isEmpty();
            case EXPECT -> expectsContinue |= word == ElementMatcher.Word.CONTINUE;
            case CONTENT_LENGTH, TRANSFER_ENCODING -> {}
        }
        element.reset();
    }
}
