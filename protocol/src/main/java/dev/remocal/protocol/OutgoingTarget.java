package dev.remocal.protocol;

import java.util.Optional;
import java.util.regex.Pattern;

/** Which hosts a rule of {@link OutgoingRules} is about. */
sealed interface OutgoingTarget {

    boolean fits(ResolvedDestination destination);

    /** @param text in lower case */
    static Optional<OutgoingTarget> parse(String text) {
        return Network.parse(text).<OutgoingTarget>map(network -> network).or(() -> Host.parse(text));
    }

    /** A name as it is asked for; a star stands for any characters, dots among them. */
    record Host(String pattern) implements OutgoingTarget {

        private static final Pattern FORM = Pattern.compile("[a-z0-9_*-]+(\\.[a-z0-9_*-]+)*");

        /** What only addresses consist of. A connection by name would pass such a pattern by. */
        private static final Pattern ADDRESSES = Pattern.compile("[.*]*[0-9][0-9.*]*");

        static Optional<Host> parse(String text) {
            String pattern = ResolvedDestination.normal(text);
            return FORM.matcher(pattern).matches()
                            && !ADDRESSES.matcher(pattern).matches()
                    ? Optional.of(new Host(pattern))
                    : Optional.empty();
        }

        @Override
        public boolean fits(ResolvedDestination destination) {
            return fits(destination.host());
        }

        private boolean fits(String host) {
            String[] parts = pattern.split("\\*", -1);
            int last = parts.length - 1;
            if (last == 0) {
                return host.equals(pattern);
            }
            int position = parts[0].length();
            int end = host.length() - parts[last].length();
            if (position > end || !host.startsWith(parts[0]) || !host.endsWith(parts[last])) {
                return false;
            }
            // What stands between stars is found where it comes first: that leaves the most to those behind it.
            for (int i = 1; i < last; i++) {
                int found = host.indexOf(parts[i], position);
                if (found < 0) {
                    return false;
                }
                position = found + parts[i].length();
            }
            return position <= end;
        }
    }

    /** The addresses that share their first bits with this one, whatever name led to them. */
    record Network(IpAddress address, int prefix) implements OutgoingTarget {

        private static final Pattern PREFIX = Pattern.compile("0|[1-9]\\d{0,2}");

        static Optional<Network> parse(String text) {
            int slash = text.indexOf('/');
            return slash < 0
                    ? IpAddress.parse(text).map(address -> new Network(address, address.bits()))
                    : IpAddress.parse(text.substring(0, slash))
                            .flatMap(address -> of(address, text.substring(slash + 1)));
        }

        /** Bits behind the prefix are refused: whoever sets them means another network, or one address. */
        private static Optional<Network> of(IpAddress address, String digits) {
            int prefix = PREFIX.matcher(digits).matches() ? Integer.parseInt(digits) : Integer.MAX_VALUE;
            int free = address.bits() - prefix;
            return free >= 0
                            && (address.value().signum() == 0 || address.value().getLowestSetBit() >= free)
                    ? Optional.of(new Network(address, prefix))
                    : Optional.empty();
        }

        @Override
        public boolean fits(ResolvedDestination destination) {
            IpAddress asked = destination.address();
            int free = address.bits() - prefix;
            return asked.bits() == address.bits()
                    && asked.value().shiftRight(free).equals(address.value().shiftRight(free));
        }
    }
}
