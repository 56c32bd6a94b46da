package io.orderstream.acceptance.scenario;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Records that are neither orders nor events, of common kinds: noise, an incomplete order, other
 * JSON, and JSON that is cut off. No two records are equal.
 */
final class BadRecords {

    private BadRecords() {}

    static List<byte[]> of(Random random, int howMany) {
        return IntStream.range(0, howMany).mapToObj(i -> bad(random)).toList();
    }

    private static byte[] bad(Random random) {
        long number = random.nextLong();
        byte[] noise = new byte[16 + random.nextInt(2_000)];
        random.nextBytes(noise);
        noise[0] = (byte) 0xff;
        return switch (random.nextInt(4)) {
            case 0 -> noise;
            case 1 -> text("{\"order\":{\"accountid\":\"nobody-" + number + "\"}}");
            case 2 -> text("{\"heartbeat\":" + number + "}");
            default -> text("{\"order\":{\"accountid\":\"cut-" + number + "\",\"vendor");
        };
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
