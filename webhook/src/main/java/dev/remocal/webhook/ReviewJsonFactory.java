package dev.remocal.webhook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.json.UTF8StreamJsonParser;
import com.fasterxml.jackson.core.sym.ByteQuadsCanonicalizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Jackson's parser of UTF-8, with a short way for strings of plain ASCII, which nearly all of a pod's are: from the buffer into the
 * string. Jackson takes every string through an array of chars (jackson-core issue 910), which without C2 is almost half of what a
 * large review's parsing takes. All else, and a string that the buffer holds a part of, goes Jackson's way.
 */
final class ReviewJsonFactory extends JsonFactory {

    ReviewJsonFactory(StreamReadConstraints constraints) {
        super(new JsonFactoryBuilder().streamReadConstraints(constraints));
    }

    /** Without a guess at the encoding: what is exchanged between systems is UTF-8, without a mark (RFC 8259, section 8.1). */
    @Override
    protected JsonParser _createParser(InputStream in, IOContext context) {
        return new Parser(
                context, _parserFeatures, in, _objectCodec, _byteSymbolCanonicalizer.makeChild(_factoryFeatures));
    }

    private static final class Parser extends UTF8StreamJsonParser {

        Parser(IOContext context, int features, InputStream in, ObjectCodec codec, ByteQuadsCanonicalizer names) {
            super(context, features, in, codec, names, context.allocReadIOBuffer(), 0, 0, 0, true);
        }

        @Override
        protected String _finishAndReturnString() throws IOException {
            for (int at = _inputPtr; at < _inputEnd; at++) {
                byte character = _inputBuffer[at];
                if (character == '"') {
                    String text = new String(_inputBuffer, _inputPtr, at - _inputPtr, StandardCharsets.ISO_8859_1);
                    _inputPtr = at + 1;
                    _textBuffer.resetWithString(text);
                    return text;
                }
                // Bytes above ASCII are negative.
                if (character < ' ' || character == '\\') {
                    break;
                }
            }
            return super._finishAndReturnString();
        }
    }
}
