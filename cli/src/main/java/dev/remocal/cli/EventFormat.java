package dev.remocal.cli;

/** How a command tells what happens, as it happens: yaml has no form for that. */
enum EventFormat {
    text,
    json
}
