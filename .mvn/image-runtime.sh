#!/bin/sh
# Run by the Dockerfile's build stages: image-runtime.sh <module> <name of its flags>. Puts the packaged application into
# /app, a Java runtime with only the modules that it uses into /opt/jre, and beside the application an AOT cache made with
# both, which is good for no other runtime and no other folder.
set -eu

module=$1
flags=$module/src/main/jvm/$2.jvmargs

# One module a line, with comments.
modules=$(sed 's/[[:space:]]*#.*//; /^$/d' "$module/src/main/jvm/modules" | paste -sd, -)
# Compressed: 15 MB less; what a start needs of the classes is in the AOT cache.
jlink --add-modules "$modules" --compress=zip-9 --strip-java-debug-attributes --no-header-files --no-man-pages --output /opt/jre
# Without what no running application uses: lists for tools, and names of functions that only native stack traces in crash
# reports show, 5 MB. jlink's own option for native symbols leaves those in.
rm /opt/jre/lib/classlist /opt/jre/lib/jrt-fs.jar
find /opt/jre -name '*.so' -exec strip --strip-unneeded {} +

mkdir /app
cp -Rp "$module"/target/quarkus-app/. /app
cp -p "$flags" /app

# BoringSSL, where it is used, beside what it is linked to and not every base has: out of its jar, which would be unpacked at each
# start, into memory. The jars are one for each system.
if ls /app/lib/main/*.netty-tcnative-boringssl-static-*.jar > /dev/null 2>&1; then
    mkdir /app/native
    machine=$(uname -m | sed 's/aarch64/aarch_64/')
    (cd /app/native && jar --extract --file "$(ls /app/lib/main/*.netty-tcnative-boringssl-static-*-linux-"$machine".jar)" META-INF/native)
    mv /app/native/META-INF/native/*.so /app/native
    rm -r /app/native/META-INF /app/lib/main/*.netty-tcnative-boringssl-static-*.jar
    cp -L "$(ldd /app/native/*.so | sed -n 's/.*libgcc_s.so.1 => \([^ ]*\).*/\1/p')" /app/native
    # Where the JVM looks for native code, and so the image.
    export LD_LIBRARY_PATH=/app/native
fi
java --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED -cp '/app/lib/main/*' "$module/src/main/jvm/TrainAotCache.java" /app "$flags" /opt/jre/bin/java
rm -f /aot-training.log
