package dev.remocal.cli;

/** How a command answers. */
enum OutputFormat {
    text,
    json,
    yaml
}
