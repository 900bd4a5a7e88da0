package dev.remocal.cli.cluster;

/** Told about every pod of a target, first those that are there, then every change; on the watching thread. */
public interface PodListener {

    void podSeen(PodView pod);

    void podGone(PodView pod);
}
