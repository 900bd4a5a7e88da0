package dev.remocal.test;

import dev.remocal.test.cluster.Cluster;
import dev.remocal.test.cluster.ClusterUnavailableException;
import dev.remocal.test.cluster.Clusters;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts the cluster with the first class that wants it and closes it after the last. */
final class ClusterExtension implements ExecutionCondition, ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create("remocal-cluster");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return switch (started(context)) {
            case Started.Running running ->
                ConditionEvaluationResult.enabled(running.cluster().toString());
            case Started.Missing missing -> ConditionEvaluationResult.disabled(missing.reason());
        };
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType().equals(Cluster.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        if (started(context) instanceof Started.Running running) {
            return running.cluster();
        }
        throw new IllegalStateException("no cluster: the condition should have skipped this test");
    }

    private static Started started(ExtensionContext context) {
        return context.getRoot().getStore(NAMESPACE).computeIfAbsent(Started.class, key -> start(), Started.class);
    }

    private static Started start() {
        try {
            return new Started.Running(Clusters.start());
        } catch (ClusterUnavailableException e) {
            return new Started.Missing(String.valueOf(e.getMessage()));
        }
    }

    /** What became of the one attempt to start a cluster. */
    private sealed interface Started {

        /** JUnit closes it with the root context. */
        record Running(Cluster cluster) implements Started, AutoCloseable {
            @Override
            public void close() {
                cluster.close();
            }
        }

        record Missing(String reason) implements Started {}
    }
}
