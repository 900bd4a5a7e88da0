package dev.remocal.cli.environment;

/**
 * What the container has and the result has not.
 *
 * @param name of a variable, of an object such as {@code secret/payments-db}, or of a file
 * @param reason a sentence, or several
 */
public record Withheld(String name, String reason) {}
