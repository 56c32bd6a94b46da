package io.orderstream.job.sink;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.job.records.RejectedRecord;
import io.orderstream.job.records.StreamRecord;
import io.orderstream.model.wire.Problem;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.flink.api.common.serialization.Encoder;

/**
 * Writes a rejected record as a line of JSON. The line has the reason, the problems, the shard, the
 * sequence number, the partition key, the arrival time, and the bytes in base64. So somebody can
 * correct the record and put it on the stream again.
 *
 * <pre>{@code
 * {"reason":"invalid","problems":[{"path":"order.accountid","expected":"…","found":"nothing"}],
 *  "shardid":"shardId-000000000003","sequencenumber":"4967…","partitionkey":"k7",
 *  "receivedat":"2026-11-23T10:11:12.480Z","data":"eyJvcmRlciI6…"}
 * }</pre>
 */
final class RejectedEncoder implements Encoder<RejectedRecord> {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @Override
    public void encode(RejectedRecord rejected, OutputStream stream) throws IOException {
        StreamRecord record = rejected.record();
        ObjectNode line = MAPPER.createObjectNode();
        line.put("reason", rejected.reason().text());
        line.set("problems", Problem.toJson(rejected.problems()));
        line.put("shardid", record.position().shardId());
        line.put("sequencenumber", record.position().sequenceNumber());
        line.put("partitionkey", record.partitionKey());
        line.put("receivedat", record.receivedAt().toString());
        line.put("data", record.data());
        stream.write(MAPPER.writeValueAsBytes(line));
        stream.write('\n');
    }
}
