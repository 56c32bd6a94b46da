package io.orderstream.model.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Member names that collide in a hash table in which Jackson keeps names: all of them fall into one
 * bucket. Jackson has one table for input in bytes and one for input in characters, and the parsers
 * of a factory share both. A client may choose such names, and orders with them are valid.
 *
 * <pre>{@code
 * for (String order : CollidingNames.hostileOrders()) {
 *     OrderCodec.parsePosted(order.getBytes(UTF_8), Instant.now()); // each one is valid
 * }
 * }</pre>
 */
public final class CollidingNames {

    /** The number of names in one hostile order. */
    public static final int NAMES_OF_AN_ORDER = 300;

    private static final int HOSTILE_ORDERS = 8;
    private static final int MEMBERS_OF_AN_OBJECT = 30;

    private static final byte[] LETTERS =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                    .getBytes(StandardCharsets.US_ASCII);

    /** The number of texts of four letters. */
    private static final int PREFIXES =
            LETTERS.length * LETTERS.length * LETTERS.length * LETTERS.length;

    /** The inverse of 33 modulo 2^32. */
    private static final int INVERSE_OF_33 = 0x3e0f83e1;

    /** The hash that each name has before Jackson mixes the factory's seed into it. */
    private static final int HASH = 0x5eed;

    private CollidingNames() {}

    /**
     * Names of eight letters that all have the same hash in {@code ByteQuadsCanonicalizer},
     * Jackson's table for input in bytes. The seed of the table makes no difference.
     *
     * <p>Before the seed is mixed in, the hash is {@code mixed(q1) + 33 * q2}, where {@code q1} is
     * the first four bytes and {@code q2} the last four. So this method chooses the first four
     * bytes, the prefix, and computes the last four from them. For about one in 600 prefixes, the
     * computed bytes are letters.
     *
     * @param firstPrefix the number of the prefix with which the search begins, 0 or more
     * @param count how many, at most a few thousand
     */
    public static List<String> inBytes(int firstPrefix, int count) {
        List<String> names = new ArrayList<>(count);
        for (int i = 0; i < PREFIXES && names.size() < count; i++) {
            int first = prefix((firstPrefix + i) % PREFIXES);
            int last = (HASH - mixed(first)) * INVERSE_OF_33;
            if (areLetters(last)) {
                names.add(text(first) + text(last));
            }
        }
        if (names.size() < count) {
            throw new IllegalArgumentException("Only " + names.size() + " names collide");
        }
        return names;
    }

    /**
     * Names that all have the same hash in {@code CharsToNameCanonicalizer}, Jackson's table for
     * input in characters. The seed of the table makes no difference. The hash is a polynomial in
     * 33, in which {@code bA} and {@code ab} have the same value.
     *
     * @param count how many, at most 65,536
     */
    public static List<String> inText(int count) {
        List<String> names = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            StringBuilder name = new StringBuilder();
            for (int bit = 0; bit < 16; bit++) {
                name.append((i >> bit & 1) == 0 ? "ab" : "bA");
            }
            names.add(name.toString());
        }
        return names;
    }

    /**
     * Eight valid orders of about 4 KB, each with 300 names of its own. All names collide in the
     * table for input in bytes. Reading the orders fills the table's overflow area. Then a parser
     * with Jackson's default table fails.
     */
    public static List<String> hostileOrders() {
        List<String> names = inBytes(0, HOSTILE_ORDERS * NAMES_OF_AN_ORDER);
        List<String> orders = new ArrayList<>(HOSTILE_ORDERS);
        for (int i = 0; i < HOSTILE_ORDERS; i++) {
            orders.add(order(i, names.subList(i * NAMES_OF_AN_ORDER, (i + 1) * NAMES_OF_AN_ORDER)));
        }
        return orders;
    }

    /**
     * A valid order whose details have these names, in nested objects of at most 30 members each.
     *
     * @param number orders with different numbers differ, even if they have the same names
     * @param names at most 800, so that they fit into the levels that details may have
     */
    public static String order(long number, List<String> names) {
        return new OrderText(number).moreDetails(members(names)).toString();
    }

    /**
     * Members with these names, as JSON. The text begins with a comma, since it follows other
     * members.
     */
    static String members(List<String> names) {
        StringBuilder json = new StringBuilder();
        int objects = 0;
        // The usual members are in the outermost object, too.
        int free = MEMBERS_OF_AN_OBJECT - 8;
        String separator = ",";
        for (Iterator<String> rest = names.iterator(); rest.hasNext(); ) {
            json.append(separator).append('"').append(rest.next()).append("\":");
            separator = ",";
            free--;
            if (free == 0 && rest.hasNext()) {
                json.append('{');
                objects++;
                free = MEMBERS_OF_AN_OBJECT;
                separator = "";
            } else {
                json.append('1');
            }
        }
        return json.append("}".repeat(objects)).toString();
    }

    /** The value that Jackson's hash function computes from the first four bytes. */
    private static int mixed(int first) {
        int hash = first;
        hash += hash >>> 15;
        hash ^= hash >>> 9;
        return hash;
    }

    private static int prefix(int number) {
        int rest = number;
        int prefix = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            prefix = prefix << Byte.SIZE | LETTERS[rest % LETTERS.length];
            rest /= LETTERS.length;
        }
        return prefix;
    }

    private static boolean areLetters(int fourBytes) {
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            int letter = (fourBytes >>> shift & 0xff) | 0x20;
            if (letter < 'a' || letter > 'z') {
                return false;
            }
        }
        return true;
    }

    private static String text(int fourBytes) {
        StringBuilder text = new StringBuilder(Integer.BYTES);
        for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            text.append((char) (fourBytes >>> shift & 0xff));
        }
        return text.toString();
    }
}
