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
 * As much of Kafka (Metadata, version 0) as its clients need to find a broker: to each request the host and port that it is to be
 * asked at from then on, and one topic, named after who answers.
 */
final class Broker {

    private static final short METADATA = 3;

    private final Socket socket;
    private final String servedBy;
    private final String advertisedHost;
    private final int advertisedPort;

    /**
     * @param advertised host and port
     */
    Broker(Socket socket, String servedBy, String advertised) {
        this.socket = socket;
        this.servedBy = servedBy;
        int colon = advertised.lastIndexOf(':');
        this.advertisedHost = advertised.substring(0, colon);
        this.advertisedPort = Integer.parseInt(advertised.substring(colon + 1));
    }

    void serve() {
        try (socket;
                DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()))) {
            while (true) {
                answer(in, out);
            }
        } catch (EOFException over) {
            // A client ends the connection between two requests.
        } catch (IOException e) {
            System.out.println("connection ended early reason=" + e.getMessage());
        }
    }

    private void answer(DataInputStream in, DataOutputStream out) throws IOException {
        int length = in.readInt();
        short key = in.readShort();
        short version = in.readShort();
        int correlation = in.readInt();
        in.skipNBytes(length - Short.BYTES - Short.BYTES - Integer.BYTES);
        if (key != METADATA || version != 0) {
            throw new IOException("no answer to request " + key + " of version " + version);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        writeMetadata(new DataOutputStream(bytes), correlation);
        out.writeInt(bytes.size());
        bytes.writeTo(out);
        out.flush();
    }

    private void writeMetadata(DataOutputStream body, int correlation) throws IOException {
        body.writeInt(correlation);
        body.writeInt(1);
        body.writeInt(0);
        string(body, advertisedHost);
        body.writeInt(advertisedPort);
        body.writeInt(1);
        body.writeShort(0);
        string(body, servedBy);
        body.writeInt(0);
    }

    private static void string(DataOutputStream body, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        body.writeShort(bytes.length);
        body.write(bytes);
    }
}
