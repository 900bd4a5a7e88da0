package dev.remocal.test.sample;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * As much of PostgreSQL (its protocol 3.0, simple queries) as its clients need to get an answer: no password, no TLS, and
 * to whatever is asked one row, the name of who answers.
 */
final class Ledger {

    /** Requests to encrypt the connection, in the place of a version of the protocol. */
    static final int TLS_REQUEST = 80_877_103;

    private static final int GSS_REQUEST = 80_877_104;
    private static final int VERSION_3 = 3 << 16;

    private static final int TEXT_TYPE = 25;

    private final Socket socket;
    private final String servedBy;

    Ledger(Socket socket, String servedBy) {
        this.socket = socket;
        this.servedBy = servedBy;
    }

    void serve() {
        try (socket;
                DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()))) {
            if (start(in, out)) {
                answerQueries(in, out);
            }
        } catch (EOFException probe) {
            // Whoever only looks whether the port is open says nothing.
        } catch (IOException e) {
            System.out.println("connection ended early reason=" + e.getMessage());
        }
    }

    private static boolean start(DataInputStream in, DataOutputStream out) throws IOException {
        int version = readStart(in);
        while (version == TLS_REQUEST || version == GSS_REQUEST) {
            out.write('N');
            out.flush();
            version = readStart(in);
        }
        message(out, 'R', body -> body.writeInt(0));
        message(out, 'S', body -> {
            string(body, "server_version");
            string(body, "15.0");
        });
        ready(out);
        return version == VERSION_3;
    }

    private static int readStart(DataInputStream in) throws IOException {
        int length = in.readInt();
        int version = in.readInt();
        in.skipNBytes(length - 2L * Integer.BYTES);
        return version;
    }

    private void answerQueries(DataInputStream in, DataOutputStream out) throws IOException {
        byte type = in.readByte();
        while (type != 'X') {
            in.skipNBytes(in.readInt() - Integer.BYTES);
            if (type == 'Q') {
                message(out, 'T', Ledger::columns);
                message(out, 'D', this::row);
                message(out, 'C', body -> string(body, "SELECT 1"));
                ready(out);
            }
            type = in.readByte();
        }
    }

    private static void columns(DataOutputStream body) throws IOException {
        body.writeShort(1);
        string(body, "served_by");
        body.writeInt(0);
        body.writeShort(0);
        body.writeInt(TEXT_TYPE);
        body.writeShort(-1);
        body.writeInt(-1);
        body.writeShort(0);
    }

    private void row(DataOutputStream body) throws IOException {
        byte[] value = servedBy.getBytes(StandardCharsets.UTF_8);
        body.writeShort(1);
        body.writeInt(value.length);
        body.write(value);
    }

    private static void ready(DataOutputStream out) throws IOException {
        message(out, 'Z', body -> body.write('I'));
        out.flush();
    }

    private static void string(DataOutputStream body, String text) throws IOException {
        body.write(text.getBytes(StandardCharsets.UTF_8));
        body.write(0);
    }

    /** Writes what a message holds. */
    private interface Content {
        void writeTo(DataOutputStream body) throws IOException;
    }

    private static void message(DataOutputStream out, char type, Content content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        content.writeTo(new DataOutputStream(bytes));
        out.write(type);
        out.writeInt(Integer.BYTES + bytes.size());
        bytes.writeTo(out);
    }
}
