# shellcheck shell=sh
# Sourced by mvnw and remocal: sets and exports JAVA_HOME and PATH to a JDK that is new enough, or says what to install
# and exits. A JDK's version is read from its release file; starting java to ask would cost more than all the rest.

minimum_jdk=25

# Sets jdk_release to the release (25.0.1) and jdk_version to the feature version (25) of the JDK in folder $1, the latter
# to 0 where there is none.
read_jdk_version() {
    jdk_version=0
    [ -x "$1/bin/javac" ] && [ -x "$1/bin/java" ] || return 0
    jdk_release=
    if [ -r "$1/release" ]; then
        while IFS='=' read -r jdk_key jdk_value; do
            case $jdk_key in JAVA_VERSION) jdk_release=${jdk_value#\"} jdk_release=${jdk_release%\"} ;; esac
        done <"$1/release"
    fi
    if [ -z "$jdk_release" ]; then
        jdk_release=$("$1/bin/java" -version 2>&1) || return 0
        jdk_release=${jdk_release#*version \"} jdk_release=${jdk_release%%\"*}
    fi
    jdk_version=${jdk_release%%[!0-9]*}
    jdk_version=${jdk_version:-0}
}

is_new_enough() {
    read_jdk_version "$1"
    [ "$jdk_version" -ge "$minimum_jdk" ]
}

# Sets found_jdk to the home of the java on the PATH. Shims and macOS' /usr/bin/java stand for a JDK elsewhere and have
# no home of their own; the folders below are searched for what they stand for.
find_jdk_on_path() {
    jdk_java=$(command -v java) && jdk_java=$(readlink -f "$jdk_java" 2>/dev/null) || return 1
    case $jdk_java in /usr/bin/java) return 1 ;; */bin/java) is_new_enough "${jdk_java%/bin/java}" ;; *) return 1 ;; esac &&
        found_jdk=${jdk_java%/bin/java}
}

# Sets found_jdk to the newest JDK in the usual install folders.
find_jdk_in_folders() {
    newest_jdk=0
    for jdk_folder in \
        /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/java/* /opt/* /opt/java/* /opt/jdk/* \
        "$HOME"/.jdks/* "$HOME"/.jdk/* "$HOME"/.sdkman/candidates/java/* \
        "$HOME"/.asdf/installs/java/* "$HOME"/.local/share/mise/installs/java/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        /home/linuxbrew/.linuxbrew/opt/openjdk*/libexec; do
        if is_new_enough "$jdk_folder" && [ "$jdk_version" -gt "$newest_jdk" ]; then
            newest_jdk=$jdk_version
            found_jdk=$jdk_folder
        fi
    done
    [ "$newest_jdk" -gt 0 ]
}

if [ -z "${JAVA_HOME:-}" ] || ! is_new_enough "$JAVA_HOME"; then
    if ! find_jdk_on_path && ! find_jdk_in_folders; then
        echo "No JDK $minimum_jdk or later was found: install one, best JDK 25 (https://adoptium.net), and if it is not in a usual folder set JAVA_HOME to its folder." >&2
        exit 1
    fi
    JAVA_HOME=$found_jdk
    read_jdk_version "$JAVA_HOME"
fi
PATH=$JAVA_HOME/bin:$PATH
export JAVA_HOME PATH
