package io.orderstream.model.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.sym.ByteQuadsCanonicalizer;
import com.fasterxml.jackson.core.sym.CharsToNameCanonicalizer;
import io.orderstream.model.Orders;
import io.orderstream.model.fuzz.CollidingNames;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CollidingNamesTest {

    @Test
    void namesForBytes_haveTheSameHash() {
        List<String> names = CollidingNames.inBytes(0, 2_400);
        ByteQuadsCanonicalizer table = ByteQuadsCanonicalizer.createRoot();

        assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.matches("[a-zA-Z]{8}"));
        assertThat(names.stream().map(name -> hash(table, name)).distinct()).hasSize(1);
    }

    private static int hash(ByteQuadsCanonicalizer table, String name) {
        ByteBuffer quads = ByteBuffer.wrap(name.getBytes(StandardCharsets.US_ASCII));
        return table.calcHash(quads.getInt(), quads.getInt());
    }

    @Test
    void namesForText_haveTheSameHash() {
        List<String> names = CollidingNames.inText(1_000);
        CharsToNameCanonicalizer table = CharsToNameCanonicalizer.createRoot(null, 17);

        assertThat(names).doesNotHaveDuplicates();
        assertThat(names.stream().map(table::calcHash).distinct()).hasSize(1);
    }

    @Test
    void hostileOrders_areValidAndSmall() {
        List<String> orders = CollidingNames.hostileOrders();

        assertThat(orders).hasSize(8).allMatch(order -> order.length() < 5_000);
        assertThat(orders.stream().map(order -> Orders.parse(order).id()).distinct()).hasSize(8);
    }
}
