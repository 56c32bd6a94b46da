package io.orderstream.benchmark.standin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import org.eclipse.jetty.server.Request;

/** Kinesis that takes one record at a time and keeps none. In CBOR, as the SDK speaks with it. */
public final class KinesisStandIn extends LatentServer {

    private static final Map<String, String> HEADERS =
            Map.of("content-type", "application/x-amz-cbor-1.1");

    private final byte[] taken;

    /** One that takes so long for each request. */
    public KinesisStandIn(Duration latency) {
        super(latency);
        try {
            taken =
                    new CBORMapper()
                            .writeValueAsBytes(
                                    Map.of(
                                            "ShardId",
                                            "shardId-000000000000",
                                            "SequenceNumber",
                                            "49670000000000000000000000000000000000000000000001"));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    String kind(Request request) {
        String target = String.valueOf(request.getHeaders().get("x-amz-target"));
        return target.substring(target.indexOf('.') + 1);
    }

    @Override
    Answer answer(Request request, String kind, ByteBuffer body) {
        return new Answer(200, HEADERS, ByteBuffer.wrap(taken));
    }
}
