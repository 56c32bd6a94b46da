package io.orderstream.acceptance.scenario;

import io.orderstream.acceptance.journey.ApiClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;

/**
 * Sends every order two or three times, in a random sequence, through the API or directly onto the
 * stream. Each repetition has a random spelling, which usually differs from the others. About a
 * tenth of the repetitions come at the very end.
 */
final class RepeatingProducer implements Producer {

    private static final int BATCH = 100;
    private static final double SHARE_OF_LATECOMERS = 0.1;

    private final ApiClient api;
    private final KinesisClient kinesis;
    private final String streamName;
    private final Random random;

    private final List<OrderSpelling> waiting = new ArrayList<>();
    private final List<OrderSpelling> latecomers = new ArrayList<>();
    private int sent;

    RepeatingProducer(StackWithFaults stack) {
        this.api = stack.api();
        this.kinesis = stack.kinesis();
        this.streamName = stack.streamName();
        this.random = new Random(stack.size().seed());
    }

    /** The number of spellings that were sent until now. */
    int sent() {
        return sent;
    }

    @Override
    public void send(List<SentOrder> orders, SentRecords sentRecords) {
        for (SentOrder order : orders) {
            waiting.add(new OrderSpelling(order, order.json()));
            for (int i = random.nextInt(2); i >= 0; i--) {
                boolean late = random.nextDouble() < SHARE_OF_LATECOMERS;
                (late ? latecomers : waiting).add(OrderSpelling.any(order, random));
            }
        }
        Collections.shuffle(waiting, random);
        List<OrderSpelling> now = waiting.subList(0, waiting.size() / 2);
        sendNow(now, sentRecords);
        now.clear();
    }

    @Override
    public void finish(SentRecords sentRecords) {
        sendNow(waiting, sentRecords);
        waiting.clear();
        Collections.shuffle(latecomers, random);
        sendNow(latecomers, sentRecords);
        latecomers.clear();
    }

    private void sendNow(List<OrderSpelling> spellings, SentRecords sentRecords) {
        for (int from = 0; from < spellings.size(); from += BATCH) {
            int to = Math.min(spellings.size(), from + BATCH);
            sendBatch(spellings.subList(from, to), sentRecords);
        }
        sent += spellings.size();
    }

    private void sendBatch(List<OrderSpelling> spellings, SentRecords sentRecords) {
        // Producer.post tells orders apart by their ids, so its request has each id only once. The
        // other spellings go onto the stream.
        Map<String, String> posted = new LinkedHashMap<>();
        List<PutRecordsRequestEntry> put = new ArrayList<>();
        for (OrderSpelling spelling : spellings) {
            String id = spelling.order().id();
            sentRecords.repeated(spelling.order());
            boolean post = random.nextBoolean() && posted.putIfAbsent(id, spelling.text()) == null;
            if (!post) {
                put.add(
                        Producer.entry(
                                spelling.text().getBytes(StandardCharsets.UTF_8),
                                Integer.toString(random.nextInt())));
            }
        }
        if (!put.isEmpty()) {
            Producer.put(kinesis, streamName, put);
        }
        if (!posted.isEmpty()) {
            Producer.post(api, posted);
        }
    }
}
