package dev.remocal.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.remocal.test.cluster.Awaiting;
import dev.remocal.test.cluster.Cluster;
import dev.remocal.test.cluster.Installation;
import dev.remocal.test.cluster.Project;
import dev.remocal.test.cluster.SampleManifests;
import dev.remocal.test.echo.GrpcEcho;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** gRPC calls, routed by their metadata, between a client, the pods' app and a developer's server. */
@ClusterTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GrpcIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Metadata.Key<String> KEY = Metadata.Key.of("x-remocal", Metadata.ASCII_STRING_MARSHALLER);
    private static final String NAMESPACE = "grpc";

    private final List<Runnable> endings = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private Cluster cluster;

    @SuppressWarnings("NullAway.Init")
    private Installation installation;

    @SuppressWarnings("NullAway.Init")
    private ManagedChannel channel;

    @BeforeAll
    void install(Cluster cluster) {
        this.cluster = cluster;
        this.installation = Installation.install(cluster, Project.find());
        installation.createNamespace(NAMESPACE, "enabled");
        cluster.apply(NAMESPACE, manifest(cluster));
        cluster.awaitReady(NAMESPACE, "echo");
    }

    private static String manifest(Cluster cluster) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: echo
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: echo}}
                  template:
                    metadata: {labels: {app: echo, remocal.dev/inject: "true"}}
                    spec:
                      securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
                      containers:
                      - name: echo
                        image: %s
                        ports: [{name: grpc, containerPort: 8080}]
                        securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
                        readinessProbe: {tcpSocket: {port: grpc}, periodSeconds: 1}
                ---
                apiVersion: v1
                kind: Service
                metadata:
                  name: echo
                spec:
                  type: %s
                  selector: {app: echo}
                  ports: [{name: grpc, port: %d, targetPort: grpc}]
                """.formatted(cluster.echoImage(), cluster.serviceType(), SampleManifests.SERVICE_PORT);
    }

    @BeforeEach
    void connect() {
        InetSocketAddress service = cluster.service(NAMESPACE, "echo", SampleManifests.SERVICE_PORT);
        channel = NettyChannelBuilder.forAddress(service).usePlaintext().build();
        endings.add(channel::shutdownNow);
    }

    @AfterEach
    void end() {
        endings.reversed().forEach(Runnable::run);
        endings.clear();
    }

    @AfterAll
    void uninstall() {
        if (installation != null) {
            cluster.client().namespaces().withName(NAMESPACE).delete();
            installation.close();
        }
    }

    @Test
    void everyKindOfCallIsRoutedByItsMetadata() throws InterruptedException {
        attach(startLocal().port());
        for (int i = 0; i < 5; i++) {
            assertThatEveryKindIsServedBy("local ", with("ada"));
            assertThatEveryKindIsServedBy("echo-", with("bob"));
            assertThatEveryKindIsServedBy("echo-", channel);
        }
    }

    private static void assertThatEveryKindIsServedBy(String server, Channel to) throws InterruptedException {
        assertThat(unary(to, "one")).startsWith(server).endsWith(" one");
        assertThat(down(to, "down"))
                .hasSize(GrpcEcho.MESSAGES_DOWN)
                .allSatisfy(message -> assertThat(message).startsWith(server));
        Conversation up = new Conversation(to, GrpcEcho.UP).say("a").say("b").finish();
        assertThat(up.next()).startsWith(server).endsWith(" a b");
        assertThat(up.status().getCode()).isEqualTo(Status.Code.OK);
        Conversation chat = new Conversation(to, GrpcEcho.CHAT);
        for (String word : List.of("a", "b", "c")) {
            assertThat(chat.say(word).next()).startsWith(server).endsWith(" " + word);
        }
        assertThat(chat.finish().status().getCode()).isEqualTo(Status.Code.OK);
    }

    @Test
    void streamsOfOneConnectionGoTheirOwnWaysAtTheSameTime() throws InterruptedException {
        attach(startLocal().port());
        Conversation hers = new Conversation(with("ada"), GrpcEcho.CHAT);
        Conversation his = new Conversation(with("bob"), GrpcEcho.CHAT);
        for (int i = 0; i < 20; i++) {
            assertThat(hers.say("m" + i).next()).isEqualTo("local m" + i);
            assertThat(his.say("m" + i).next()).startsWith("echo-").endsWith(" m" + i);
        }
        assertThat(hers.finish().status().getCode()).isEqualTo(Status.Code.OK);
        assertThat(his.finish().status().getCode()).isEqualTo(Status.Code.OK);
    }

    @Test
    void statusAndTrailersAreTheServers() {
        attach(startLocal().port());
        for (String key : List.of("ada", "bob")) {
            String server = key.equals("ada") ? "local" : "echo-";
            StatusRuntimeException failure = failure(with(key), options(), "fail für 100 %");
            assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
            assertThat(failure.getStatus().getDescription()).isEqualTo("fail für 100 %");
            assertThat(failure.getTrailers())
                    .satisfies(trailers ->
                            assertThat(trailers.get(GrpcEcho.TRAILER)).startsWith(server));
        }
    }

    @Test
    void deadlineAndCancellationReachTheLocalServer() throws InterruptedException {
        GrpcEcho local = startLocal();
        attach(local.port());
        CallOptions soon = CallOptions.DEFAULT.withDeadlineAfter(500, TimeUnit.MILLISECONDS);
        assertThat(failure(with("ada"), soon, GrpcEcho.HANG).getStatus().getCode())
                .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        Awaiting.until("the local call ends at its deadline", LIMIT, () -> local.cancelled.get() == 1);
        Conversation chat = new Conversation(with("ada"), GrpcEcho.CHAT);
        assertThat(chat.say("hello").next()).isEqualTo("local hello");
        chat.cancel();
        Awaiting.until("the local server sees the cancellation", LIMIT, () -> local.cancelled.get() == 2);
    }

    @Test
    void appsStreamGoesOnWhileSessionsComeAndGo() throws InterruptedException {
        GrpcEcho local = startLocal();
        Conversation chat = new Conversation(with("ada"), GrpcEcho.CHAT);
        assertThat(chat.say("1").next()).startsWith("echo-");
        for (int cycle = 0; cycle < 3; cycle++) {
            Attachment session = attach(local.port());
            assertThat(chat.say("2").next()).startsWith("echo-");
            assertThatEveryKindIsServedBy("local ", with("ada"));
            session.detach();
            assertThat(chat.say("3").next()).startsWith("echo-");
            assertThatEveryKindIsServedBy("echo-", with("ada"));
        }
        assertThat(chat.finish().status().getCode()).isEqualTo(Status.Code.OK);
    }

    @Test
    void developersStreamUnderWayAtCtrlCGetsToItsEnd() throws InterruptedException {
        Attachment session = attach(startLocal().port());
        Conversation chat = new Conversation(with("ada"), GrpcEcho.CHAT);
        assertThat(chat.say("1").next()).isEqualTo("local 1");
        session.interrupt();
        session.awaitEvent("finishing", 1);
        assertThat(unary(with("ada"), "later")).startsWith("echo-");
        assertThat(chat.say("2").next()).isEqualTo("local 2");
        assertThat(chat.finish().status().getCode()).isEqualTo(Status.Code.OK);
        session.awaitInterrupted();
    }

    @Test
    void streamOfAKilledCommandIsUnavailableAndTheNextCallIsTheApps() throws InterruptedException {
        Attachment session = attach(startLocal().port());
        Conversation chat = new Conversation(with("ada"), GrpcEcho.CHAT);
        assertThat(chat.say("1").next()).isEqualTo("local 1");
        session.kill();
        assertThat(chat.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        Awaiting.until("the app serves", LIMIT, () -> unary(with("ada"), "x").startsWith("echo-"));
    }

    @Test
    void appServesWhereTheLocalServerIsDown() {
        GrpcEcho local = startLocal();
        Attachment session = attach(local.port());
        assertThat(unary(with("ada"), "x")).isEqualTo("local x");
        local.close();
        assertThat(unary(with("ada"), "x")).startsWith("echo-");
        session.awaitEvent("fallback", 1);
    }

    @Test
    void callsThatNobodyServesAreUnavailableWhereAskedFor() {
        GrpcEcho local = startLocal();
        attach(local.port(), "--on-failure", "error");
        local.close();
        Status status = failure(with("ada"), options(), "x").getStatus();
        assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(status.getDescription()).contains("nothing was delivered");
        assertThat(unary(with("bob"), "x")).startsWith("echo-");
    }

    @Test
    void mirroredCallsReachTheLocalServerToo() throws InterruptedException {
        GrpcEcho local = startLocal();
        Attachment session = attach(local.port(), "--mode", "mirror");
        for (int i = 0; i < 5; i++) {
            assertThat(unary(with("bob"), "his")).startsWith("echo-");
            assertThat(unary(with("ada"), "m" + i)).startsWith("echo-");
            assertThat(local.calls.poll(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("m" + i);
        }
        assertThat(session.count("dropped")).isZero();
    }

    private GrpcEcho startLocal() {
        GrpcEcho local = GrpcEcho.start("local", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        endings.add(local::close);
        return local;
    }

    private Attachment attach(int port, String... more) {
        List<String> arguments = new ArrayList<>(List.of("svc/echo", "-p", Integer.toString(port), "--key", "ada"));
        arguments.addAll(List.of(more));
        Attachment attachment = Attachment.attach(cluster, NAMESPACE, arguments.toArray(String[]::new));
        endings.add(attachment::close);
        return attachment;
    }

    private Channel with(String key) {
        Metadata headers = new Metadata();
        headers.put(KEY, key);
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private static String unary(Channel to, String message) {
        return ClientCalls.blockingUnaryCall(to, GrpcEcho.UNARY, options(), message);
    }

    private static StatusRuntimeException failure(Channel to, CallOptions options, String message) {
        return catchThrowableOfType(
                StatusRuntimeException.class,
                () -> ClientCalls.blockingUnaryCall(to, GrpcEcho.UNARY, options, message));
    }

    private static List<String> down(Channel to, String message) {
        List<String> answers = new ArrayList<>();
        ClientCalls.blockingServerStreamingCall(to, GrpcEcho.DOWN, options(), message)
                .forEachRemaining(answers::add);
        return answers;
    }

    private static CallOptions options() {
        return CallOptions.DEFAULT.withDeadlineAfter(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** One stream, seen from the client; each answer has a limit of its own, the stream none. */
    private static final class Conversation implements StreamObserver<String> {

        private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        private final BlockingQueue<Status> end = new LinkedBlockingQueue<>();
        private final StreamObserver<String> toServer;

        Conversation(Channel to, MethodDescriptor<String, String> method) {
            ClientCall<String, String> call = to.newCall(method, CallOptions.DEFAULT);
            toServer = method.getType() == MethodDescriptor.MethodType.CLIENT_STREAMING
                    ? ClientCalls.asyncClientStreamingCall(call, this)
                    : ClientCalls.asyncBidiStreamingCall(call, this);
        }

        Conversation say(String message) {
            toServer.onNext(message);
            return this;
        }

        Conversation finish() {
            toServer.onCompleted();
            return this;
        }

        void cancel() {
            toServer.onError(Status.CANCELLED.asRuntimeException());
        }

        String next() throws InterruptedException {
            String answer = answers.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (answer == null) {
                throw new AssertionError("no answer came; the end: " + end);
            }
            return answer;
        }

        Status status() throws InterruptedException {
            Status status = end.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (status == null) {
                throw new AssertionError("the stream has not ended");
            }
            return status;
        }

        @Override
        public void onNext(String message) {
            answers.add(message);
        }

        @Override
        public void onError(Throwable failure) {
            end.add(Status.fromThrowable(failure));
        }

        @Override
        public void onCompleted() {
            end.add(Status.OK);
        }
    }
}
