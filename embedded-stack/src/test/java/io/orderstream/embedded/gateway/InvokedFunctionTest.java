package io.orderstream.embedded.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InvokedFunctionTest {

    @ParameterizedTest
    @CsvSource({
        "orders-Put, orders-Put, ''",
        "orders-Put:live, orders-Put, live",
        "arn:aws:lambda:us-east-1:000000000000:function:orders-Put, orders-Put, ''",
        "arn:aws:lambda:us-east-1:000000000000:function:orders-Put:$LATEST, orders-Put, $LATEST",
        "arn:aws-cn:lambda:cn-north-1:000000000000:function:f:7, f, 7"
    })
    void parsesNamesAndArns(String text, String name, String qualifier) {
        assertThat(InvokedFunction.parse(text)).contains(new InvokedFunction(name, qualifier));
    }

    @Test
    void anArnOfAnotherServiceIsNoFunction() {
        assertThat(InvokedFunction.parse("arn:aws:s3:::bucket")).isEqualTo(Optional.empty());
    }
}
