package dev.remocal.cli;

/** How an environment is written down. */
enum EnvironmentFormat {
    env,
    json,
    yaml,
    sh,
    docker
}
