# All images of Remocal, each a target of its own; docs/release.md has sizes, and says what has been built where.
#
#   docker build --target sidecar-jvm --tag REGISTRY/sidecar:TAG-jvm .
#
# Both base images can be replaced: JDK by anything with a JDK 25, binutils' strip, tar and a POSIX shell, BASE by anything
# with the GNU C library, of at least the version of JDK's.
ARG JDK=docker.io/library/eclipse-temurin:25-jdk-jammy
ARG MANDREL=quay.io/quarkus/ubi9-quarkus-mandrel-builder-image:jdk-25
ARG BASE=gcr.io/distroless/base-nossl-debian12:nonroot

FROM ${JDK} AS build
WORKDIR /remocal
COPY . .
# Without AOT caches: they are made below, for the runtime and the folder that they are used with.
RUN ./mvnw --batch-mode --projects webhook,sidecar-proxy,src/test --also-make package \
    -Dmaven.test.skip=true -Dspotless.check.skip=true -Daot.skip=true

FROM build AS sidecar-jvm-build
RUN .mvn/image-runtime.sh sidecar-proxy sidecar

FROM build AS webhook-build
RUN .mvn/image-runtime.sh webhook webhook

FROM build AS sample-build
RUN jlink --add-modules java.base,java.net.http,jdk.httpserver --strip-java-debug-attributes --no-header-files --no-man-pages \
        --output /opt/jre \
    && mkdir -p /app/dev/remocal/test \
    && cp -R src/test/target/classes/dev/remocal/test/sample /app/dev/remocal/test/

FROM build AS echo-build
RUN jlink --add-modules java.base,java.logging,jdk.unsupported --strip-java-debug-attributes --no-header-files --no-man-pages \
        --output /opt/jre \
    && mkdir -p /app/dev/remocal/test \
    && cp -R src/test/target/classes/dev/remocal/test/echo /app/dev/remocal/test/ \
    && cp -R src/test/target/echo /app/lib

# The sidecar on a JVM, for pods that are busy all day.
FROM ${BASE} AS sidecar-jvm
ENV LANG=C.UTF-8 MALLOC_ARENA_MAX=1
COPY --from=sidecar-jvm-build /opt/jre /opt/jre
COPY --from=sidecar-jvm-build /app /app
USER 65532:65532
ENTRYPOINT ["/opt/jre/bin/java", "@/app/sidecar.jvmargs", "-XX:AOTCache=/app/app.aot", "-jar", "/app/quarkus-run.jar"]

FROM ${BASE} AS webhook
# /app/native: BoringSSL.
ENV LANG=C.UTF-8 MALLOC_ARENA_MAX=1 LD_LIBRARY_PATH=/app/native
COPY --from=webhook-build /opt/jre /opt/jre
COPY --from=webhook-build /app /app
USER 65532:65532
ENTRYPOINT ["/opt/jre/bin/java", "@/app/webhook.jvmargs", "-XX:AOTCache=/app/app.aot", "-jar", "/app/quarkus-run.jar"]

# The sample services of the demo and the end-to-end tests.
FROM ${BASE} AS sample
ENV LANG=C.UTF-8
COPY --from=sample-build /opt/jre /opt/jre
COPY --from=sample-build /app /app
USER 65532:65532
ENTRYPOINT ["/opt/jre/bin/java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx96m", "-cp", "/app", "dev.remocal.test.sample.Sample"]
CMD ["payments"]

# The gRPC service of the end-to-end tests.
FROM ${BASE} AS echo
ENV LANG=C.UTF-8
COPY --from=echo-build /opt/jre /opt/jre
COPY --from=echo-build /app /app
USER 65532:65532
ENTRYPOINT ["/opt/jre/bin/java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx96m", "-cp", "/app:/app/lib/*", "dev.remocal.test.echo.GrpcEcho"]

FROM ${MANDREL} AS sidecar-build
USER root
WORKDIR /remocal
COPY . .
RUN ./mvnw --batch-mode --projects sidecar-proxy --also-make package -Dnative \
    -Dmaven.test.skip=true -Dspotless.check.skip=true -Daot.skip=true

# The sidecar in every other pod.
FROM ${BASE} AS sidecar
ENV MALLOC_ARENA_MAX=1
COPY --from=sidecar-build /remocal/sidecar-proxy/target/*-runner /app/sidecar
USER 65532:65532
ENTRYPOINT ["/app/sidecar"]
