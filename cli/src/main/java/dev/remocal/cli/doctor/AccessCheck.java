package dev.remocal.cli.doctor;

import dev.remocal.cli.cluster.Permission;
import dev.remocal.cli.cluster.Reading;
import dev.remocal.cli.cluster.TargetName;
import dev.remocal.cli.failure.CliFailure;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** May the user do what attach does? */
public final class AccessCheck {

    private static final String ACCESS = "access";

    private static final List<Permission> ALWAYS = List.of(
            Permission.of("list", "", "pods"),
            Permission.of("watch", "", "pods"),
            new Permission("get", "", "pods", "portforward"),
            new Permission("create", "", "pods", "portforward"));

    private AccessCheck() {}

    /** What is to be asked for; without a target, for every kind of target. */
    public static List<Permission> needed(Optional<TargetName> target) {
        Stream<TargetName.Kind> kinds =
                target.map(name -> Stream.of(name.kind())).orElseGet(() -> Stream.of(TargetName.Kind.values()));
        return Stream.concat(ALWAYS.stream(), kinds.map(AccessCheck::read)).toList();
    }

    private static Permission read(TargetName.Kind kind) {
        return switch (kind) {
            case SERVICE -> Permission.of("get", "", "services");
            case DEPLOYMENT -> Permission.of("get", "apps", "deployments");
            case STATEFUL_SET -> Permission.of("get", "apps", "statefulsets");
            case POD -> Permission.of("get", "", "pods");
        };
    }

    /** @param answers to what is needed, in its order */
    public static List<Finding> of(
            String namespace, Optional<TargetName> target, Map<Permission, Reading<Boolean>> answers) {
        List<Finding> amiss = answers.entrySet().stream()
                .flatMap(answer -> amiss(namespace, target, answer.getKey(), answer.getValue()).stream())
                .distinct()
                .toList();
        String all = answers.keySet().stream()
                .map(permission -> permission.verb() + " " + permission.object())
                .collect(Collectors.joining(", "));
        return amiss.isEmpty()
                ? List.of(
                        Finding.ok(ACCESS, "You may do what attach does in namespace " + namespace + ": " + all + "."))
                : amiss;
    }

    private static Optional<Finding> amiss(
            String namespace, Optional<TargetName> target, Permission permission, Reading<Boolean> allowed) {
        return switch (allowed) {
            case Reading.Unknown<Boolean> unknown -> Optional.of(Finding.unread(ACCESS, unknown));
            case Reading.Known<Boolean>(Boolean yes) ->
                yes ? Optional.empty() : Optional.of(denied(namespace, target, permission));
        };
    }

    private static Finding denied(String namespace, Optional<TargetName> target, Permission permission) {
        String sentence = new CliFailure.NotAllowed(permission.verb(), permission.object(), namespace).sentence();
        return target.isPresent() || ALWAYS.contains(permission)
                ? Finding.fail(ACCESS, sentence)
                : Finding.warn(ACCESS, sentence);
    }
}
