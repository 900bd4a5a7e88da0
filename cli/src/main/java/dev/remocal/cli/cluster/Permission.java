package dev.remocal.cli.cluster;

/**
 * A verb on a resource, in RBAC's words.
 *
 * @param group empty for Kubernetes' core
 * @param subresource empty where the resource itself is meant
 */
public record Permission(String verb, String group, String resource, String subresource) {

    public static Permission of(String verb, String group, String resource) {
        return new Permission(verb, group, resource, "");
    }

    /** {@code pods/portforward}. */
    public String object() {
        return subresource.isEmpty() ? resource : resource + "/" + subresource;
    }
}
