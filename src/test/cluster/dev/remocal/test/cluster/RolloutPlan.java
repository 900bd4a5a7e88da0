package dev.remocal.test.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The next step of a Deployment: how many pods of the new template to make and which pods to remove, so that with
 * maxSurge and maxUnavailable of 25 % there are never too many nor too few. Pure.
 */
record RolloutPlan(int create, List<String> remove) {

    /** A pod that is not going away already. */
    record Replica(String name, boolean current, boolean ready) {}

    private static final int PERCENT = 25;

    static RolloutPlan of(int wanted, List<Replica> replicas) {
        long current = replicas.stream().filter(Replica::current).count();
        int surge = (wanted * PERCENT + 99) / 100;
        int create = Math.clamp(wanted - current, 0, Math.max(0, wanted + surge - replicas.size()));
        List<String> remove = new ArrayList<>(surplus(wanted, replicas, current));
        remove.addAll(outdated(wanted, replicas));
        return new RolloutPlan(create, List.copyOf(remove));
    }

    private static List<String> surplus(int wanted, List<Replica> replicas, long current) {
        return replicas.stream()
                .filter(Replica::current)
                .sorted(Comparator.comparing(Replica::ready))
                .limit(Math.max(0, current - wanted))
                .map(Replica::name)
                .toList();
    }

    private static List<String> outdated(int wanted, List<Replica> replicas) {
        int unavailable = wanted * PERCENT / 100;
        long ready = replicas.stream().filter(Replica::ready).count();
        long mayGo = Math.max(0, ready - (wanted - unavailable));
        Stream<String> notReady =
                old(replicas).filter(replica -> !replica.ready()).map(Replica::name);
        Stream<String> readyOnes =
                old(replicas).filter(Replica::ready).limit(mayGo).map(Replica::name);
        return Stream.concat(notReady, readyOnes).toList();
    }

    private static Stream<Replica> old(List<Replica> replicas) {
        return replicas.stream().filter(replica -> !replica.current());
    }
}
