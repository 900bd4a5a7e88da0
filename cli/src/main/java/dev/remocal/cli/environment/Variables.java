package dev.remocal.cli.environment;

import dev.remocal.cli.environment.EnvironmentVariable.Source;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** An environment in the making: the later value of a name replaces the one before. */
final class Variables {

    private final Map<String, EnvironmentVariable> values = new TreeMap<>();
    private final Map<String, Withheld> withheld = new TreeMap<>();

    private final List<Withheld> unread = new ArrayList<>();

    /** Tells of a name whether it may be one of those in unread objects. */
    private final List<Predicate<String>> unknown = new ArrayList<>();

    boolean has(String name) {
        return values.containsKey(name);
    }

    void put(String name, byte[] value, Source source) {
        text(value)
                .ifPresentOrElse(
                        text -> put(name, text, source),
                        () -> withhold(name, "Its value is no text in UTF-8, which a variable has to be."));
    }

    void put(String name, String value, Source source) {
        if (value.indexOf('\0') >= 0) {
            withhold(name, "Its value has a NUL character, which no variable can have.");
            return;
        }
        values.put(name, new EnvironmentVariable(name, value, source));
        withheld.remove(name);
    }

    private static Optional<String> text(byte[] value) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** What a value before it said is not the container's either. */
    void withhold(String name, String reason) {
        values.remove(name);
        withheld.put(name, new Withheld(name, reason));
    }

    /**
     * For an object whose keys are not known.
     *
     * @param mightBe whether a name may be one of them
     */
    void withholdAll(String object, String reason, Predicate<String> mightBe) {
        unread.add(new Withheld(object, reason));
        unknown.add(mightBe);
    }

    /** A value that refers to others with {@code $(NAME)}. */
    void putExpanded(String name, String text) {
        Set<String> references = new LinkedHashSet<>();
        String value = Expansion.expand(text, reference -> {
            references.add(reference);
            EnvironmentVariable variable = values.get(reference);
            return variable == null ? null : variable.value();
        });
        references.stream()
                .filter(this::isWithheld)
                .findFirst()
                .ifPresentOrElse(
                        reference -> withhold(name, "It refers to $(" + reference + "), which is left out."),
                        () -> put(name, value, isSecret(references) ? Source.SECRET : Source.LITERAL));
    }

    private boolean isWithheld(String name) {
        return !has(name) && (withheld.containsKey(name) || unknown.stream().anyMatch(mightBe -> mightBe.test(name)));
    }

    private boolean isSecret(Set<String> names) {
        return names.stream().filter(this::has).map(values::get).anyMatch(EnvironmentVariable::secret);
    }

    ContainerEnvironment result() {
        return new ContainerEnvironment(List.copyOf(values.values()), List.copyOf(withheld.values()), unread);
    }
}
