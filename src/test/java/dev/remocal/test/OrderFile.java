package dev.remocal.test;

import dev.remocal.test.cluster.Cluster;
import dev.remocal.test.cluster.LocalCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;

/** What the containers of a pod have written into the folder that all pods of the local cluster are in. */
final class OrderFile {

    private OrderFile() {}

    static List<String> lines(Cluster cluster) {
        try {
            return Files.readAllLines(((LocalCluster) cluster).folder().resolve("pods/order"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
