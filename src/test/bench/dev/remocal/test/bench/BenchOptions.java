package dev.remocal.test.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The command line, checked.
 *
 * @param growthMinutes how long resident memory is watched for growth; 0 for not at all
 */
record BenchOptions(
        List<Load> loads, Set<Proxy> proxies, int rounds, int seconds, Optional<Path> json, int growthMinutes) {

    static final String USAGE = """
            Usage: src/test/bench/run [-Dremocal.sidecar=FILE] [--load L…] [--rounds N] [--seconds S] [--json FILE]
                                     [--without C…] [--growth M]

            Runs Remocal's sidecar, a bare TCP relay, nginx, haproxy and Envoy side by side in front of one backend, with
            one event loop or worker each, and compares what a request costs them; footprint is the sidecar alone, admissions
            the webhook, outgoing the way from the developer's machine into the cluster, beside a bare port-forward. Everything takes about 40 minutes on two processors, with --rounds 3 --seconds 3 about 20.

              --load L…      loads, of %s;
                             all of them unless given
              --rounds N     rounds, in which the contenders take turns; their medians count (%d)
              --seconds S    how long each turn lasts (%d)
              --json FILE    write the figures there as well
              --without C…   leave out contenders, of %s
              --growth M     with footprint: watch memory under load for M minutes (0)
              -Dremocal.sidecar=FILE
                             take this executable, the sidecar's native form, in place of the sidecar on the JVM
            """.formatted(
                    names(Arrays.stream(Load.values()), Load::text),
                    BenchLimits.DEFAULT_ROUNDS,
                    BenchLimits.DEFAULT_SECONDS,
                    names(Arrays.stream(Proxy.values()), Proxy::text));

    /**
     * @throws IllegalArgumentException with a sentence that names the flag and what it allows
     */
    static BenchOptions parse(List<String> words) {
        Reader reader = new Reader(words);
        List<Load> loads = new ArrayList<>();
        Set<Proxy> proxies = EnumSet.allOf(Proxy.class);
        int rounds = BenchLimits.DEFAULT_ROUNDS;
        int seconds = BenchLimits.DEFAULT_SECONDS;
        int growth = 0;
        Optional<Path> json = Optional.empty();
        while (reader.hasNext()) {
            String flag = reader.next();
            switch (flag) {
                case "--load" -> reader.values(flag).forEach(name -> loads.add(load(name)));
                case "--without" -> reader.values(flag).forEach(name -> proxies.remove(proxy(name)));
                case "--rounds" -> rounds = reader.positive(flag);
                case "--seconds" -> seconds = reader.positive(flag);
                case "--growth" -> growth = reader.positive(flag);
                case "--json" -> json = Optional.of(Path.of(reader.value(flag)));
                default -> throw new IllegalArgumentException("'" + flag + "' is no flag of the benchmark.");
            }
        }
        List<Load> chosen = loads.isEmpty() ? List.of(Load.values()) : List.copyOf(loads);
        return new BenchOptions(chosen, Set.copyOf(proxies), rounds, seconds, json, growth);
    }

    private static Load load(String name) {
        return named("load", name, Load.values(), Load::text);
    }

    private static Proxy proxy(String name) {
        return named("contender", name, Proxy.values(), Proxy::text);
    }

    private static <T> T named(String what, String name, T[] all, Function<T, String> text) {
        return Arrays.stream(all)
                .filter(one -> text.apply(one).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + name + "' is no " + what + "; there are " + names(Arrays.stream(all), text) + "."));
    }

    private static <T> String names(Stream<T> all, Function<T, String> text) {
        return all.map(text).collect(Collectors.joining(", "));
    }

    /** Takes one word after the other. */
    private static final class Reader {

        private final List<String> words;
        private int next;

        Reader(List<String> words) {
            this.words = words.stream().flatMap(Reader::split).toList();
        }

        /** {@code --flag=value} is {@code --flag value}. */
        private static Stream<String> split(String word) {
            int equals = word.indexOf('=');
            return word.startsWith("--") && equals > 0
                    ? Stream.of(word.substring(0, equals), word.substring(equals + 1))
                    : Stream.of(word);
        }

        boolean hasNext() {
            return next < words.size();
        }

        String next() {
            return words.get(next++);
        }

        String value(String flag) {
            if (!hasNext() || words.get(next).startsWith("--")) {
                throw new IllegalArgumentException(flag + " wants a value.");
            }
            return next();
        }

        /** All words up to the next flag, and what commas separate in them. */
        List<String> values(String flag) {
            List<String> values = new ArrayList<>(List.of(value(flag).split(",")));
            while (hasNext() && !words.get(next).startsWith("--")) {
                values.addAll(List.of(next().split(",")));
            }
            return values;
        }

        int positive(String flag) {
            String text = value(flag);
            if (!text.matches("[1-9]\\d{0,5}")) {
                throw new IllegalArgumentException(flag + " wants a number from 1 on, not '" + text + "'.");
            }
            return Integer.parseInt(text);
        }
    }
}
