package dev.remocal.cli.dns;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;

/**
 * What a pod makes of a name (resolv.conf(5), search and ndots).
 *
 * @param domain of the cluster: names below it are complete
 */
record PodSearch(List<Name> search, int ndots, Name domain) {

    private static final Name REVERSE = Name.fromConstantString("arpa.");

    PodSearch {
        search = List.copyOf(search);
    }

    /** The full names that are asked for one after the other, until one is there. */
    List<Name> candidates(Name name) {
        if (name.subdomain(domain) || name.subdomain(REVERSE)) {
            return List.of(name);
        }
        // The last label is the root's, which is empty.
        int dots = name.labels() - 2;
        List<Name> candidates = new ArrayList<>();
        for (Name suffix : search) {
            concatenation(name, suffix).ifPresent(candidates::add);
        }
        candidates.add(dots >= ndots ? 0 : candidates.size(), name);
        return candidates;
    }

    /** Empty where it is too long for a name. */
    private static Optional<Name> concatenation(Name name, Name suffix) {
        try {
            return Optional.of(Name.concatenate(name.relativize(Name.root), suffix));
        } catch (NameTooLongException tooLong) {
            return Optional.empty();
        }
    }
}
