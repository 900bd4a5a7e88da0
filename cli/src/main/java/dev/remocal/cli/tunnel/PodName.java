package dev.remocal.cli.tunnel;

/**
 * A pod of a session.
 *
 * @param uid tells a StatefulSet's pod from the one of the same name before it
 */
public record PodName(String name, String uid) {}
