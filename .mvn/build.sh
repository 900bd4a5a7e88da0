# shellcheck shell=sh
# Sourced by the scripts that start a part of Remocal from its sources, after find-jdk.sh and with root set to the clone:
# ensure_built builds what they start when it is missing or older than its sources. It says what it does on standard
# error only. Two builds of one clone wait for each other; one that was interrupted leaves no stamp and is done again.

# ensure_built <module> <other module it consists of>...
ensure_built() {
    : "${root:?}" "${jdk_release:?}"
    is_built "$@" && return
    mkdir -p "$root/target"
    [ -w "$root/target" ] || fail_build "$root/target cannot be written: build Remocal in a clone of your own."
    take_build_lock
    is_built "$@" || build "$@"
    end_build
}

# Folders count as sources too: a file that was deleted changes its folder only. The JDK counts because an AOT cache fits
# only the one that made it.
is_built() {
    stamp=$root/$1/target/built.stamp
    built_by=
    [ ! -e "$stamp" ] || read -r built_by <"$stamp"
    [ "$built_by" = "$JAVA_HOME $jdk_release" ] || return 1
    for part in "$@"; do
        shift
        set -- "$@" "$root/$part/pom.xml"
        case $part in
            src/test) set -- "$@" "$root/$part/cluster" "$root/$part/bench" ;;
            *) set -- "$@" "$root/$part/src/main" ;;
        esac
    done
    [ -z "$(find "$root/pom.xml" "$@" -newer "$stamp" -print -quit)" ]
}

take_build_lock() {
    build_lock=$root/target/build.lock
    build_log=$root/target/build.log
    build_output=$root/target/build.$$
    build_start=$build_output.start
    maven=
    holder=
    until ln -s "$$" "$build_lock" 2>/dev/null; do
        last_holder=$holder
        holder=$(readlink "$build_lock") || { sleep 1; continue; }
        if is_gone "$holder"; then
            break_build_lock "$holder"
        else
            [ "$holder" = "$last_holder" ] || echo "Waiting for another build of $root (process $holder)." >&2
            sleep 1
        fi
    done
    trap 'end_build 129; exit 129' HUP
    trap 'end_build 130; exit 130' INT
    trap 'end_build 143; exit 143' TERM
}

is_gone() {
    ! kill -0 "$1" 2>/dev/null
}

# Takes the lock of process $1, which was killed; whoever took it over in the meantime gets theirs back.
break_build_lock() {
    mv "$build_lock" "$build_lock.$$" 2>/dev/null || return 0
    [ "$(readlink "$build_lock.$$")" = "$1" ] || mv "$build_lock.$$" "$build_lock"
    rm -f "$build_lock.$$" "$root/target/build.$1" "$root/target/build.$1.start"
}

end_build() {
    [ -z "$maven" ] || kill "$maven" 2>/dev/null || true
    rm -f "$build_output" "$build_start" "$build_lock"
    trap - HUP INT TERM
}

# The stamp bears the time at which the build began: what changed since then makes it stale.
build() {
    if [ -e "$stamp" ]; then
        echo "Building $1, which is older than its sources or made by another JDK." >&2
    else
        echo "Building $1 for the first time: Maven fetches what it lacks, which can take some minutes." >&2
    fi
    rm -f "$build_output"
    mkfifo "$build_output"
    echo "$JAVA_HOME $jdk_release" >"$build_start"
    began=$(date +%s)
    report_build <"$build_output" >"$build_log" &
    reporter=$!
    (cd "$root" && exec ./mvnw -B -am -pl "$1" -Dmaven.test.skip=true -Dspotless.check.skip=true package) \
        >"$build_output" 2>&1 </dev/null &
    maven=$!
    wait "$maven" && built=true || built=false
    maven=
    wait "$reporter"
    if ! $built; then
        tail -n 30 "$build_log" >&2
        end_build
        fail_build "$1 could not be built: the end of Maven's output is above, all of it in $build_log."
    fi
    for part in "$@"; do
        cp -p "$build_start" "$root/$part/target/built.stamp"
    done
    echo "[$(seconds_since "$began") s] done" >&2
}

# Copies Maven's output, and says on standard error which module is being built and where it spends its time.
report_build() {
    build_module=
    while IFS= read -r line; do
        printf '%s\n' "$line"
        case $line in
            '[INFO] Building '*']')
                build_module=${line#'[INFO] Building '}
                build_module="${build_module##* } ${build_module%% [0-9]*}"
                ;;
            '[INFO] --- '*:generate-code\ *) report_step preparing ;;
            '[INFO] --- '*:compile\ *) report_step compiling ;;
            '[INFO] --- '*quarkus*:build\ *) report_step packaging ;;
            '[INFO] --- '*:exec\ '(aot-cache)'*) report_step 'making the AOT cache' ;;
        esac
    done
}

report_step() {
    echo "[$(seconds_since "$began") s] $build_module: $1" >&2
}

seconds_since() {
    printf '%3d' $(($(date +%s) - $1))
}

fail_build() {
    echo "$1" >&2
    exit 1
}
