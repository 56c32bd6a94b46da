package io.orderstream.acceptance.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A shard whose reader falls behind: each read that would return a record of this shard is
 * throttled. Reads of the other shards are not affected. This fault is for {@code
 * kinesis:GetRecords}.
 */
public final class LaggingShard implements Fault {

    private static final Fault THROUGHPUT = Fault.refused(ServiceError.THROUGHPUT);

    private final BigInteger firstHashKey;
    private final BigInteger lastHashKey;
    private final AtomicInteger heldBack = new AtomicInteger();

    /** The shard with this range of hash keys. Both ends belong to the range. */
    public LaggingShard(BigInteger firstHashKey, BigInteger lastHashKey) {
        this.firstHashKey = firstHashKey;
        this.lastHashKey = lastHashKey;
    }

    @Override
    public void happenTo(Exchange exchange) throws IOException {
        JsonNode answer =
                BodyFormat.of(exchange.request()).read(exchange.forward(exchange.request().body()));
        for (JsonNode record : answer.path("Records")) {
            if (isOfThisShard(record.path("PartitionKey").asText())) {
                heldBack.incrementAndGet();
                THROUGHPUT.happenTo(exchange);
                return;
            }
        }
        exchange.passAnswer();
    }

    /**
     * Whether a record with this partition key is on this shard. Kinesis chooses the shard by the
     * MD5 hash of the partition key. A record with an explicit hash key is not recognized, because
     * GetRecords does not return that key.
     */
    private boolean isOfThisShard(String partitionKey) {
        BigInteger hashKey = new BigInteger(1, md5(partitionKey));
        return hashKey.compareTo(firstHashKey) >= 0 && hashKey.compareTo(lastHashKey) <= 0;
    }

    private static byte[] md5(String text) {
        try {
            return MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has MD5", e);
        }
    }

    /** How many reads were throttled until now. */
    public int heldBack() {
        return heldBack.get();
    }
}
