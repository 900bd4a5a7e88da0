# shellcheck shell=sh
# Sourced by the scripts that start the command, with java, flags and app set: the folder of its jar and its AOT caches. The JVM
# links all classes of a cache at its start, so that what only prints has a small one of its own (TrainAotCache).

: "${java:?}" "${flags:?}" "${app:?}"
cache=$app/app.aot
[ $# -gt 0 ] || cache=$app/help.aot
for argument; do
    case $argument in
        --) break ;;
        -h | --help | -V | --version | version | completion) cache=$app/help.aot ;;
    esac
done
set -- -cp "$app/remocal.jar" dev.remocal.cli.Remocal "$@"
[ ! -e "$cache" ] || set -- "-XX:AOTCache=$cache" "$@"
exec "$java" "@$flags" "$@"
