package dev.remocal.sidecar.tunnel;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.remocal.protocol.Filter;
import dev.remocal.protocol.Limits;
import dev.remocal.protocol.Problem;
import dev.remocal.protocol.ProblemCode;
import dev.remocal.protocol.SessionSpec;
import dev.remocal.protocol.ValueMatch;
import dev.remocal.sidecar.CapturedPort;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether a session may come in; pure. */
final class Admission {

    private Admission() {}

    static void require(SessionSpec wanted, List<CapturedPort> captured, Collection<SessionSpec> present)
            throws Refusal {
        requireCaptured(wanted, captured);
        requireRegexes(wanted.filter());
        if (present.size() >= Limits.MAX_SESSIONS) {
            throw new Refusal(
                    ProblemCode.TOO_MANY_SESSIONS,
                    "This sidecar holds " + Limits.MAX_SESSIONS
                            + " sessions, its limit: see 'remocal list' and ask somebody to detach.");
        }
        Optional<Problem> conflict = Conflicts.find(wanted, present);
        if (conflict.isPresent()) {
            throw new Refusal(conflict.get());
        }
    }

    private static void requireCaptured(SessionSpec wanted, List<CapturedPort> captured) throws Refusal {
        for (int port : wanted.ports()) {
            if (captured.stream().noneMatch(known -> known.app() == port)) {
                String known = captured.stream()
                        .map(each -> each.app() + " (" + each.name() + ")")
                        .collect(Collectors.joining(", "));
                throw new Refusal(
                        ProblemCode.UNKNOWN_PORT,
                        "Port " + port + " is not captured in this pod: attach to " + known + ".");
            }
        }
    }

    private static void requireRegexes(Filter filter) throws Refusal {
        switch (filter) {
            case Filter.Everything everything -> {}
            case Filter.Key key -> {}
            case Filter.Header(String name, ValueMatch value) -> requireRegex(value);
            case Filter.Cookie(String name, ValueMatch value) -> requireRegex(value);
            case Filter.Query(String name, ValueMatch value) -> requireRegex(value);
            case Filter.Baggage(String name, ValueMatch value) -> requireRegex(value);
            case Filter.Path(ValueMatch value) -> requireRegex(value);
            case Filter.Method(ValueMatch value) -> requireRegex(value);
            case Filter.Host(ValueMatch value) -> requireRegex(value);
            case Filter.All(List<Filter> filters) -> requireRegexes(filters);
            case Filter.Any(List<Filter> filters) -> requireRegexes(filters);
            case Filter.Not(Filter inner) -> requireRegexes(inner);
        }
    }

    private static void requireRegexes(List<Filter> filters) throws Refusal {
        for (Filter filter : filters) {
            requireRegexes(filter);
        }
    }

    private static void requireRegex(ValueMatch value) throws Refusal {
        if (value instanceof ValueMatch.Regex(String expression)) {
            try {
                Pattern.compile(expression);
            } catch (PatternSyntaxException wrong) {
                throw new Refusal(
                        ProblemCode.INVALID_SESSION,
                        "The regular expression '" + expression + "' is not valid: " + wrong.getDescription()
                                + "; it must be RE2 syntax, without back-references and look-around.");
            }
        }
    }
}
